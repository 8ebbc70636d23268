"""A page of a topic as one reader sees it: the comments, and the reader's own marks.

What everybody sees is on the comments' rows. What only this reader sees comes with
one statement: how far the member has read, whether they watch the topic, what of the
page they have kept or reacted to, and what of it is news to them. It is SQL by hand,
because the ORM takes longer to write a union of five tables down than the database to
answer it, and no page is opened by members more.
"""

from collections import defaultdict

from django.db import connection

from . import notices, unread
from .models import Reaction, Watch

OWN = """
    SELECT 'read', number FROM forum_reading WHERE member_id = %s AND topic_id = %s
    UNION ALL
    SELECT level, 0 FROM forum_watch WHERE member_id = %s AND topic_id = %s
    UNION ALL
    SELECT 'keep', comment_id FROM forum_bookmark
    WHERE member_id = %s AND comment_id IN ({places})
    UNION ALL
    SELECT kind, comment_id FROM forum_reaction
    WHERE member_id = %s AND comment_id IN ({places})
"""
# For who has unread notices; most have none.
NEWS = """
    UNION ALL
    SELECT 'news', target_id FROM notifications_notification
    WHERE recipient_id = %s AND target_id IN ({places})
    AND read_at IS NULL AND event IN ({events})
"""


def rows_on(page, topic):
    """Fetch the comments of a page, and on the first what solved the question."""
    answer_number = topic.solution_number if page.page == 1 else None
    return topic.comments.numbered(page.range, answer_number)


def comments_on(rows, page, topic, reader, moderates):
    """Give the comments of a page as this reader sees them, and note them as read."""
    if not (moderates or topic.is_published):
        rows = rows.filter(author=reader)
    comments = list(rows)
    number = put_on(comments, topic, reader)
    put_answer(comments, topic, page)
    if comments and comments[-1].number == topic.last_number:
        comments[-1].stands_out = True
    unread.read(topic, comments, reader, number)
    return comments


def put_answer(comments, topic, page):
    """Note what solved it: on that comment, and before the one after the question."""
    answer = next((c for c in comments if c.pk == topic.solution_id), None)
    if answer is None:
        return
    answer.is_solution = True
    if answer.number > page.last:
        comments.remove(answer)  # it came for the question's sake
    # The second comment stands under the question anyway.
    if page.page == 1 and answer.number > 2 and len(comments) > 1:
        comments[1].answer, comments[1].stands_out = answer, True


def put_on(comments, topic, reader):
    """Note what this member has done with topic and comments; give the last number read.

    What told of these comments has been read with them.
    """
    if not reader.is_authenticated:
        return 0
    rows = {comment.pk: comment for comment in comments}
    for comment in comments:
        comment.is_own = comment.author_id == reader.pk
    marks = defaultdict(list)
    for mark, value in own_marks(reader, topic, rows):
        marks[mark].append(value)
    topic.watch = next((level.value for level in Watch.Level if level in marks), None)
    put_marks(rows, marks)
    if marks["news"]:
        notices.read_about(marks["news"], reader)
    return max(marks["read"], default=0)


def put_marks(rows, marks):
    for key in marks["keep"]:
        rows[key].is_kept = True
    for kind in Reaction.Kind:
        for key in marks[kind.value]:
            rows[key].mine += (kind.value,)


def own_marks(reader, topic, keys):
    """Ask the database; give pairs of a mark and a number, the comment's mostly."""
    keys = [*keys] or [None]  # SQL has no empty list
    own = [reader.pk, *keys]
    statement, values = OWN, [reader.pk, topic.pk, reader.pk, topic.pk, *own, *own]
    if reader.unread_count:
        statement, values = OWN + NEWS, [*values, *own, *notices.EVENTS]
    places = ", ".join(["%s"] * len(keys))
    events = ", ".join(["%s"] * len(notices.EVENTS))
    with connection.cursor() as cursor:
        cursor.execute(statement.format(places=places, events=events), values)
        return cursor.fetchall()
