import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import apps.accounts.admission


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_skeletons_of_present_names")]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="application",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("words", models.TextField(max_length=1000)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("open", "Everybody"),
                            ("invitation", "Who is invited by a member"),
                            ("approval", "Who is approved by the site's staff"),
                            ("closed", "Nobody at present"),
                        ],
                        default="open",
                        help_text="Whoever joins confirms their e-mail address. Who has an invitation needs no approval.",
                        max_length=10,
                        verbose_name="who may join",
                    ),
                ),
                (
                    "message",
                    models.TextField(
                        blank=True,
                        help_text="Your own words above the form, or in place of it. Markdown.",
                        max_length=1000,
                    ),
                ),
                ("message_html", models.TextField(blank=True, editable=False)),
            ],
            options={
                "verbose_name": "how people join",
                "verbose_name_plural": "how people join",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
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
                (
                    "code",
                    models.CharField(
                        default=apps.accounts.admission.new_code,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "max_uses",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="So many people can join with it; 30 for a class, for example.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="for how many",
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        default=apps.accounts.admission.in_two_weeks,
                        verbose_name="valid until",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For whom it is, so that you know it again. Only you and the site's staff see it.",
                        max_length=100,
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "inviter",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="invitation",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="members",
                to="accounts.invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="joining",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", 1)), name="accounts_joining_one_row"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_uses__gte", 1)),
                name="accounts_invitation_of_use",
            ),
        ),
    ]
