"""What only this reader sees on a topic's page: their marks on its comments.

One statement asks for all of them: how far the member has read, and what of the
page they have kept or reacted to. It is SQL by hand, because the ORM takes longer
to write a union of three tables down than the database to answer it, and this is
on the page that members open most.
"""

from django.db import connection

OWN = """
    SELECT 'read', number FROM forum_reading WHERE member_id = %s AND topic_id = %s
    UNION ALL
    SELECT 'keep', comment_id FROM forum_bookmark
    WHERE member_id = %s AND comment_id IN ({places})
"""


def put_on(comments, topic, reader):
    """Note on each comment what this member has done; give the last number read."""
    if not (reader.is_authenticated and comments):
        return 0
    number, rows = 0, {comment.pk: comment for comment in comments}
    for comment in comments:
        comment.is_own = comment.author_id == reader.pk
    for mark, value in own_marks(reader, topic, rows):
        if mark == "read":
            number = value
        elif mark == "keep":
            rows[value].is_kept = True
    return number


def own_marks(reader, topic, keys):
    """Ask the database; give pairs of a mark and a number, the comment's mostly."""
    statement = OWN.format(places=", ".join(["%s"] * len(keys)))
    parameters = [reader.pk, topic.pk, reader.pk, *keys]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
