"""Members can switch the keyboard shortcuts off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_user_read_until")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="shortcuts",
            field=models.BooleanField(
                "keyboard shortcuts", db_default=True, default=True
            ),
        ),
    ]
