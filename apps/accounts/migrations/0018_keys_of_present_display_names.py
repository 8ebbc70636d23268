from django.db import migrations

from apps.accounts.models import fold

BITE = 1_000


def fill(apps, schema_editor):
    """Give each display name its key; new ones get theirs when they are saved."""
    user_model = apps.get_model("accounts", "User")
    users = user_model.objects.using(schema_editor.connection.alias)
    named = users.exclude(display_name="")
    last = 0
    while bite := list(named.filter(pk__gt=last).order_by("pk")[:BITE]):
        for user in bite:
            user.display_key = fold(user.display_name)[:60]
        users.bulk_update(bite, ["display_key"])
        last = bite[-1].pk


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_user_display_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
