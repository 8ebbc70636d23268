"""Boards where questions are asked, and the comments that answer them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0009_tag")]

    operations = [
        migrations.AddField(
            model_name="board",
            name="takes_questions",
            field=models.BooleanField(
                "for questions",
                db_default=False,
                default=False,
                help_text="Whoever opens a topic here can say which answer solved it.",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="solved_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="topic",
            name="solution",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=models.deletion.SET_NULL,
                related_name="+",
                to="forum.comment",
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="solution_number",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
    ]
