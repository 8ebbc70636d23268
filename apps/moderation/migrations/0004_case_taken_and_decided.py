import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_whose_and_where")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="taken_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="action",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="moderation.action",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="why",
            field=models.CharField(
                choices=[
                    ("spam", "It is advertising."),
                    ("unkind", "It is unkind or hurts somebody."),
                    ("astray", "It belongs somewhere else."),
                    ("unlawful", "It may be against the law."),
                    ("other", "It is something else."),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["-report_count", "-id"],
                condition=Q(decided_at=None),
                name="moderation_case_most",
            ),
        ),
    ]
