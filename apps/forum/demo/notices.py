"""What the people of the demo community watch, and what they have not read yet."""

from datetime import timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.forum.models import Board, Comment, Topic, Watch
from apps.notifications.models import Notification, recount

WATCHED = {"grace": "welcome", "lin": "evening-class", "ada": "servers"}
LATELY = timedelta(days=30)
MOST = 12
LEFT_UNREAD = 3


def load():
    """Let people watch what they take part in, and know of the last answers there.

    Nothing is mailed: it is as if all had been. That is true of what the verbs have
    told already, of reactions and solutions, too.
    """
    if Watch.objects.exists():
        return
    Notification.objects.update(mailed_at=timezone.now())
    topics = Topic.objects.published()
    pairs = Comment.objects.published().filter(topic__in=topics)
    pairs = pairs.values_list("author", "topic").distinct()
    Watch.objects.bulk_create(
        Watch(member_id=member, topic_id=topic) for member, topic in pairs
    )
    for username, slug in WATCHED.items():
        member = User.objects.filter(username=username).first()
        board = Board.objects.filter(slug=slug).first()
        if member and board:
            Watch.objects.choose(member, Watch.Level.WATCH, board=board)
    Notification.objects.bulk_create(
        notice for member in people() for notice in told(member)
    )
    recount(people())


def people():
    return User.objects.active().filter(deleted_at=None, block="")


def told(member):
    """Make the notices of one member, all read but the last few."""
    comments = Comment.objects.readable_by(member).select_related("topic", "author")
    answers = comments.filter(
        topic__watches__member=member, created_at__gt=timezone.now() - LATELY
    ).exclude(author=member)
    for place, comment in enumerate(answers.order_by("-created_at", "-pk")[:MOST]):
        is_mine = comment.topic.author_id == member.pk
        yield Notification(
            recipient=member,
            event="comment",
            kind="reply" if is_mine else "watched",
            target_id=comment.pk,
            actor=comment.author,
            created_at=comment.created_at,
            mailed_at=comment.created_at,
            read_at=None if place < LEFT_UNREAD else comment.created_at,
        )
