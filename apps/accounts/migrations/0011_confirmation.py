import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_joining")]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("address_key", models.CharField(max_length=600)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("letters", models.PositiveSmallIntegerField(default=0)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("previous", models.EmailField(blank=True, max_length=254)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(
                fields=["address_key", "asked_at"], name="accounts_confirmation_key"
            ),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(fields=["asked_at"], name="accounts_confirmation_asked"),
        ),
    ]
