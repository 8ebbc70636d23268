from django.db import migrations

from apps.accounts.confusables import skeleton

BITE = 1_000


def fill(apps, schema_editor):
    """Give each name its skeleton; new ones get theirs when they are saved."""
    user_model = apps.get_model("accounts", "User")
    users = user_model.objects.using(schema_editor.connection.alias)
    last = 0
    while bite := list(users.filter(pk__gt=last).order_by("pk")[:BITE]):
        for user in bite:
            user.username_skeleton = skeleton(user.username)
        users.bulk_update(bite, ["username_skeleton"])
        last = bite[-1].pk


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_user_skeleton")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
