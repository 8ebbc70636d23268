from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_user_blocked")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="username_skeleton",
            field=models.CharField(blank=True, editable=False, max_length=255),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                fields=["username_skeleton"], name="accounts_user_skeleton"
            ),
        ),
    ]
