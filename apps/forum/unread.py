"""What is new to a member: comments behind where the member stopped reading.

A comment is new if it came after the member has joined or called all read, less than
Reading.KEPT ago, and if its number is beyond the member's Reading of the topic. Most
topics of a list need no question for that: their last comment is old enough.
"""

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.look.housekeeping import delete_in_bites

from .models import Reading, Topic

# How far the member has read, and the first comment after a moment: one index entry
# a topic. By hand, for the reason in marks.py: every list asks this.
NEWS = """
    SELECT topic.id, reading.number, (
        SELECT number FROM forum_comment
        WHERE topic_id = topic.id AND created_at > %s AND number IS NOT NULL
        ORDER BY created_at LIMIT 1
    )
    FROM forum_topic AS topic
    LEFT JOIN forum_reading AS reading
        ON reading.topic_id = topic.id AND reading.member_id = %s
    WHERE topic.id IN ({places})
"""


def since(member):
    """Give the moment before which everything is read."""
    return max(member.read_until or member.joined_at, timezone.now() - Reading.KEPT)


def count(topics, reader):
    """Note on each topic of a page how many comments are new: one query, or none."""
    if not reader.is_authenticated:
        return
    begin = since(reader)
    recent = {topic.pk: topic for topic in topics if topic.last_comment_at > begin}
    if not recent:
        return
    statement = NEWS.format(places=", ".join(["%s"] * len(recent)))
    moment = connection.ops.adapt_datetimefield_value(begin)
    with connection.cursor() as cursor:
        cursor.execute(statement, [moment, reader.pk, *recent])
        rows = cursor.fetchall()
    for pk, number, first in rows:
        if first is not None:
            recent[pk].first_new = max(first, (number or 0) + 1)


def topics_for(reader):
    """Give the topics with something new, of those that this reader may open."""
    has_read = Reading.objects.filter(
        member=reader, topic=OuterRef("pk"), number__gte=OuterRef("last_number")
    )
    topics = Topic.objects.visible_to(reader).published()
    return topics.filter(~Exists(has_read), last_comment_at__gt=since(reader))


def read(topic, comments, reader, number):
    """Move the reader's mark to the last of these comments; note the first new one.

    `number` is where the mark was. Nothing is written when nothing changes, and
    nothing is kept of a guest.
    """
    if not (reader.is_authenticated and comments):
        return
    begin = since(reader)
    if topic.last_comment_at <= begin:
        return
    news = (c for c in comments if c.number > number and c.created_at > begin)
    # What one has just written oneself is no news.
    news = (c for c in news if c.author_id != reader.pk)
    if first := next(news, None):
        first.is_first_new = first.stands_out = first.number > 1
    if comments[-1].number > number:
        Reading.objects.reach(reader, topic, comments[-1].number)


def prune():
    """Forget the marks that say nothing any more; housekeeping calls this."""
    delete_in_bites(Reading.objects.outlived())
