"""A topic has two reasons, of hiding and of closing. Both, and a comment's, begin empty
in the database too, so that programs that do not know them can add rows.
"""

from django.db import migrations, models
from django.db.models import F


def move_reasons(apps, schema_editor):
    """Until now, the reason of what is shown was the reason why it is closed."""
    topics = apps.get_model("forum", "Topic").objects
    topics.filter(is_closed=True, state="published").update(
        close_reason=F("reason"), reason=""
    )


def move_reasons_back(apps, schema_editor):
    topics = apps.get_model("forum", "Topic").objects
    topics.filter(is_closed=True, state="published").update(reason=F("close_reason"))


class Migration(migrations.Migration):
    dependencies = [("forum", "0005_state_withdrawn")]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="close_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Why it is closed; shown to all.",
                max_length=300,
            ),
        ),
        migrations.RunPython(move_reasons, move_reasons_back),
        migrations.AlterField(
            model_name="topic",
            name="reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Why it is hidden.",
                max_length=300,
            ),
        ),
        migrations.AlterField(
            model_name="comment",
            name="reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Why it is hidden; shown in its place.",
                max_length=300,
            ),
        ),
    ]
