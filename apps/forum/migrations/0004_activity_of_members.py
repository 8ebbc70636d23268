from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery


def note_last_comments(apps, schema_editor):
    """Let the list of members know who wrote last, before it was noted."""
    using = schema_editor.connection.alias
    users = apps.get_model("accounts", "User").objects.using(using)
    comments = apps.get_model("forum", "Comment").objects.using(using)
    own = comments.filter(author=OuterRef("pk")).order_by("-id")
    users.filter(Exists(own)).update(active_at=Subquery(own.values("created_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_user_active_at"),
        ("forum", "0003_moderators_and_reasons"),
    ]

    operations = [migrations.RunPython(note_last_comments, migrations.RunPython.noop)]
