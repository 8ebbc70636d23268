from django.db import migrations

from apps.forum import search_index


def make_anew(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        search_index.drop_gin(cursor, "forum_comment")
        search_index.create_gin(cursor, "forum_comment")


class Migration(migrations.Migration):
    """Let PostgreSQL's index know the block of each comment (see search_index.py).

    A new database has had it from migration 0002 on; there it is made again in no time.
    """

    dependencies = [("forum", "0020_comment_written")]
    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop)]
