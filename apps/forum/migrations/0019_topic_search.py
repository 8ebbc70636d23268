from django.db import migrations

from apps.forum import search_index


def create(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        search_index.create(cursor, schema_editor.connection.vendor, "forum_topic")


def drop(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        search_index.drop(cursor, schema_editor.connection.vendor, "forum_topic")


class Migration(migrations.Migration):
    """Index the search tokens of titles, as those of comments are."""

    dependencies = [("forum", "0018_watch")]
    operations = [migrations.RunPython(create, drop)]
