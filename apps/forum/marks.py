"""A page of a topic as one reader sees it: the comments, and the reader's own marks.

What everybody sees is on the comments' rows. What only this reader sees comes with
one statement: how far the member has read, and what of the page they have kept or
reacted to. It is SQL by hand, because the ORM takes longer to write a union of three
tables down than the database to answer it, and no page is opened by members more.
"""

from django.db import connection

from . import notices, unread

OWN = """
    SELECT 'read', number FROM forum_reading WHERE member_id = %s AND topic_id = %s
    UNION ALL
    SELECT 'keep', comment_id FROM forum_bookmark
    WHERE member_id = %s AND comment_id IN ({places})
    UNION ALL
    SELECT kind, comment_id FROM forum_reaction
    WHERE member_id = %s AND comment_id IN ({places})
"""


def rows_on(page, topic):
    """Fetch the comments of a page, and on the first what solved the question."""
    answer_number = topic.solution_number if page.page == 1 else None
    return topic.comments.numbered(page.range, answer_number)


def comments_on(rows, page, topic, reader, moderates):
    """Give the comments of a page as this reader sees them, and note them as read."""
    if not (moderates or topic.is_published):
        rows = rows.filter(author=reader)
    comments = notices.read_on(rows, reader)
    put_answer(comments, topic, page)
    if comments and comments[-1].number == topic.last_number:
        comments[-1].stands_out = True
    number = put_on(comments, topic, reader)
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
        else:
            rows[value].mine += (mark,)
    return number


def own_marks(reader, topic, keys):
    """Ask the database; give pairs of a mark and a number, the comment's mostly."""
    statement = OWN.format(places=", ".join(["%s"] * len(keys)))
    own = [reader.pk, *keys]
    with connection.cursor() as cursor:
        cursor.execute(statement, [reader.pk, topic.pk, *own, *own])
        return cursor.fetchall()
