import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def begin_with_joining(apps, schema_editor):
    """Nobody knows here who wrote when: the forum's own migration tells."""
    users = apps.get_model("accounts", "User").objects.using(
        schema_editor.connection.alias
    )
    users.update(active_at=F("joined_at"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_session")]

    operations = [
        migrations.AddField(
            "user",
            "active_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddIndex(
            "user",
            models.Index(fields=["-active_at", "-id"], name="accounts_user_active"),
        ),
        migrations.RunPython(begin_with_joining, migrations.RunPython.noop),
    ]
