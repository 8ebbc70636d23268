from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_departure")]

    operations = [
        # Programs that do not know of blocks yet can go on adding members.
        migrations.AlterField(
            model_name="user",
            name="block",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not blocked"),
                    ("write", "may read, not write"),
                    ("entry", "may not sign in"),
                ],
                db_default="",
                default="",
                max_length=5,
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                fields=["blocked_until"],
                condition=~models.Q(block=""),
                name="accounts_user_blocked",
            ),
        ),
    ]
