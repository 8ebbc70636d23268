from django.db import migrations, models


def confirm(apps, schema_editor):
    """Let those who joined before there was a confirmation write as before."""
    users = apps.get_model("accounts", "User").objects
    users = users.using(schema_editor.connection.alias)
    users.filter(confirmed_at=None).update(confirmed_at=models.F("joined_at"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_user_confirmed_and_approved")]

    operations = [migrations.RunPython(confirm, migrations.RunPython.noop)]
