"""Whom it concerns when something is written, and telling them.

The verbs of the models call these at their end, within their transactions. Whoever
is meant in person (mentioned, or answered in a topic of theirs) is told at once:
eleven people at most. Those who watch may be thousands: a task, whose row commits
with the comment, tells them a bite at a time. events.py says how it is put.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.notifications.models import Notification

from . import mentions
from .models.state import State

# What appears again after longer than this is no news: a member has come back, a
# moderator has thought again.
FRESH = timedelta(days=7)
BITE = 500
# The events whose targets are comments.
EVENTS = ["comment", "reaction", "solution"]


def published(comment):
    """Tell whom a comment concerns that everybody can read now."""
    topic, author = comment.topic, comment.author
    if not topic.is_published or comment.created_at < timezone.now() - FRESH:
        return
    told = meant(comment, comment.mentioned)
    if told:
        Notification.objects.tell(
            "comment", comment.pk, told, author, and_hold=[author.pk]
        )
    if watching(comment).exclude(member=author.pk).exists():
        from . import tasks  # which imports the models, and they this

        tasks.tell_watchers.enqueue(comment.pk)


def edited(comment, by):
    """Tell those whom a text calls since it was changed, by its author mostly.

    Of a hidden one they hear when it is shown again: changed().
    """
    if not (comment.is_published and comment.topic.is_published):
        return
    told = meant(comment, comment.mentioned, is_answer=False)
    if told:
        Notification.objects.tell(
            "comment", comment.pk, told, comment.author, and_hold=[by.pk]
        )


def reacted(comment):
    """Tell an author who has reacted to a comment: the last two, and how many."""
    others = comment.reacted.exclude(member=comment.author_id).order_by("-id")
    # Nobody reacts in more than four ways: here are two members, if there are two.
    last = dict.fromkeys(
        reaction.member for reaction in others.select_related("member")[:5]
    )
    number = others.order_by().values("member").distinct().count()
    if not number or hears(comment.author_id, comment.topic):
        Notification.objects.gather(
            "reaction", comment.pk, comment.author, list(last)[:2], number
        )


def solved(comment, member):
    """Tell whoever wrote an answer that it is the solution."""
    if hears(comment.author_id, comment.topic):
        told = {comment.author_id: "solution"}
        Notification.objects.tell("solution", comment.pk, told, member)


def unsolved(pk):
    """Take back that a comment is the solution."""
    if pk:
        Notification.objects.about("solution", pk).withdraw()


def hears(pk, topic):
    """Say whether a member may open a topic, and has not muted it."""
    may = topic.board.readers().filter(pk=pk).exists()
    return (
        may and not topic.watches.model.objects.muted(topic).filter(member=pk).exists()
    )


def changed(topic, comment=None):
    """Take back what tells of a hidden comment or topic; tell of one shown again."""
    from . import tasks  # which imports the models, and they this

    if comment and comment.is_published:
        comment.mentioned = mentions.named_in(comment.text)
        published(comment)
    elif comment is None or tells_of(comment).exists():
        tasks.take_back_notices.enqueue(topic.pk)


def tells_of(comment):
    """Give the notices about a comment, whatever happened to it."""
    return Notification.objects.filter(event__in=EVENTS, target_id=comment.pk)


def meant(comment, names, is_answer=True):
    """Give those whom a comment addresses: their ids, and in which way.

    To be called by name goes through a mute: it is for this one person. An answer
    in a topic of one's own does not.
    """
    topic = comment.topic
    person = Q(username_key__in=names)
    if is_answer and topic.author_id != comment.author_id:
        person |= Q(pk=topic.author_id)
    elif not names:
        return {}
    mute = topic.watches.model.objects.muted(topic).filter(member=OuterRef("pk"))
    people = topic.board.readers().filter(person).exclude(pk=comment.author_id)
    people = people.annotate(has_muted=Exists(mute)).values_list(
        "pk", "username_key", "has_muted"
    )
    return {
        pk: "mention" if key in names else "reply"
        for pk, key, has_muted in people
        if key in names or not has_muted
    }


def watching(comment):
    """Give who waits for this comment: a board's watchers for what opens a topic."""
    topic = comment.topic
    place = topic.board if comment.is_opening else topic
    return place.watches.watching()


def tell_watchers(comment):
    """Tell all who watch, a bite and a transaction at a time; twice is harmless."""
    topic = comment.topic
    if not (comment.is_published and topic.is_published):
        return
    kind = "topic" if comment.is_opening else "watched"
    mute = topic.watches.model.objects.muted(topic)
    people = topic.board.readers().exclude(pk__in=mute.values("member"))
    watches, last = watching(comment).order_by("pk"), 0
    while bite := list(watches.filter(pk__gt=last).values_list("pk", "member")[:BITE]):
        told = people.filter(pk__in=[member for _, member in bite])
        told = dict.fromkeys(told.values_list("pk", flat=True), kind)
        Notification.objects.tell("comment", comment.pk, told, comment.author)
        last = bite[-1][0]


def read_about(comments, reader):
    """Mark as read what tells this reader of comments, which a page shows: their ids."""
    mine = reader.notifications.unread().filter(event__in=EVENTS)
    mine.filter(target_id__in=comments).read_by(reader)


def take_back(topic):
    """Forget, unread, what tells of comments of a topic that the reader cannot see now."""
    shown = topic.comments.filter(state=State.PUBLISHED).values("pk")
    gone = Notification.objects.unread().filter(
        event__in=EVENTS, target_id__in=topic.comments.values("pk")
    )
    if topic.is_published:
        gone = gone.exclude(target_id__in=shown, recipient__in=topic.board.readers())
    while pks := list(gone.order_by().values_list("pk", flat=True)[:BITE]):
        Notification.objects.filter(pk__in=pks).withdraw()
