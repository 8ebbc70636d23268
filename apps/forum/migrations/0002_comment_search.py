from django.db import migrations

from apps.forum import search_index


def create(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        search_index.create(cursor, schema_editor.connection.vendor, "forum_comment")


def drop(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        search_index.drop(cursor, schema_editor.connection.vendor, "forum_comment")


class Migration(migrations.Migration):
    """Index the search tokens of comments; search_index.py says how and why."""

    dependencies = [("forum", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
