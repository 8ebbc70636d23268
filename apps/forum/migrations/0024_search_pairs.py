from django.db import migrations

from apps.forum import search_index


def make_anew(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in search_index.TABLES:
            search_index.keep_near(cursor, table)
            search_index.drop_gin(cursor, table)
            search_index.create_gin(cursor, table)
        # It has yet to count how frequent a pair is.
        cursor.execute("ANALYZE forum_comment")


class Migration(migrations.Migration):
    """Let PostgreSQL's index know pairs of words, and wider blocks (search_index.py).

    A new database has had it from migration 0002 on; there it is made again in no time.
    """

    dependencies = [("forum", "0023_comment_history_is_hidden")]
    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop)]
