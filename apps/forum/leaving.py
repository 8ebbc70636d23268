"""What becomes of the words of a member who leaves: see apps/accounts/departures.py."""

from django.db import transaction

from apps.accounts.models import Departure, User

from . import pictures
from .models import (
    Bookmark,
    Comment,
    Dismissal,
    Picture,
    Reading,
    Revision,
    State,
    Topic,
)

BITE = 500
RETURNS = "returns"
NOTHING = {"text": "", "html": "", "tokens": "", "has_links": False, "address": None}
DELETED = {"state": State.DELETED, "taken_back_at": None, "solved_at": None}


def settle(member):
    """Bring a member's comments and topics in line with what the member wants.

    Somebody may change their mind while this runs, and another worker may be at it
    already. So it looks again when it is done: whoever ends last has heard the last
    word.
    """
    done = None
    while (wish := wish_of(member)) != done:
        if wish == RETURNS:
            restore(member)
        elif wish == Departure.Content.GOES:
            withdraw(member)
        done = wish
    if Departure.objects.filter(user=member, is_final=True).exists():
        member.watches.all().delete()
        erase(member, everything=wish == Departure.Content.GOES)


def wish_of(member):
    """Say what the member wants now; None of somebody who is gone for good."""
    departure = Departure.objects.filter(user=member).first()
    if departure:
        return departure.content
    is_back = User.objects.filter(pk=member.pk, deleted_at=None).exists()
    return RETURNS if is_back else None


def withdraw(member):
    """Put a tombstone in each comment's place; hide topics that hold nothing else."""
    for comment in one_by_one(member.comments.published()):
        turn(comment, comment.topic_id, State.PUBLISHED, State.WITHDRAWN)
    for topic in one_by_one(member.topics.published().filter(comment_count=0)):
        turn(topic, topic.pk, State.PUBLISHED, State.WITHDRAWN)


def restore(member):
    """Publish again what was withdrawn; what a moderator hid meanwhile stays hidden."""
    for comment in one_by_one(member.comments.filter(state=State.WITHDRAWN)):
        turn(comment, comment.topic_id, State.WITHDRAWN, State.PUBLISHED)
    for topic in one_by_one(member.topics.filter(state=State.WITHDRAWN)):
        turn(topic, topic.pk, State.WITHDRAWN, State.PUBLISHED)


def erase(member, everything):
    """Forget the words of a member who is gone for good, and the boards in their care.

    In any case the words that were taken back, replaced or never sent: nobody can ask
    for them any more. And what was the member's alone: how far they read, what they
    kept and put away.
    """
    member.moderated_boards.clear()
    member.drafts.all().delete()
    for model in Reading, Bookmark, Dismissal:
        model.objects.filter(member=member).delete()
    if everything:
        for reaction in one_by_one(member.reactions.select_related("comment")):
            reaction.comment.unreact(member, reaction.kind)
    for revisions in bites(Revision.objects.filter(comment__author=member)):
        Revision.objects.filter(pk__in=[row.pk for row in revisions]).delete()
    taken_back = member.comments.filter(state=State.DELETED)
    for comments in bites(member.comments.all() if everything else taken_back):
        gone = Comment.objects.filter(pk__in=[comment.pk for comment in comments])
        gone.update(**NOTHING, **DELETED)
        Picture.comments.through.objects.filter(comment__in=comments).delete()
    pictures.erase(member, everything)
    if everything:
        alone = member.topics.exclude(state=State.PUBLISHED).filter(comment_count=0)
        alone.update(title="(deleted)", tokens="", state=State.DELETED)


@transaction.atomic
def turn(row, topic_pk, before, after):
    """Give a comment or a topic another state, unless somebody else just did."""
    Topic.objects.select_for_update().get(pk=topic_pk)
    if type(row).objects.filter(pk=row.pk, state=before).exists():
        row.become(after, row.reason)


def one_by_one(rows):
    for bite in bites(rows):
        yield from bite


def bites(rows):
    """Read rows a few at a time, each once, whatever becomes of them meanwhile."""
    last = 0
    while bite := list(rows.filter(pk__gt=last).order_by("pk")[:BITE]):
        yield bite
        last = bite[-1].pk
