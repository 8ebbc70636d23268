"""Where a day begins among the comments, and which of them open topics."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0019_topic_search")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["created_at", "id"], name="forum_comment_written"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("number", 1)),
                fields=["-id"],
                name="forum_comment_openings",
            ),
        ),
    ]
