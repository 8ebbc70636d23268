"""Work out again what topics, boards and members keep about what was written.

The verbs of the models keep these numbers right. This is for whoever writes rows
without the verbs: the demo community, an import, a repair.
"""

from django.db.models import (
    BigIntegerField,
    Count,
    F,
    IntegerField,
    Max,
    OuterRef,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from apps.accounts.models import User

from .models import Board, Comment, State, Topic


def recount(topics):
    """Set the numbers of these topics, then those of every board and member."""
    topics.update(**_of_topic())
    Board.objects.update(**_of_board())
    User.objects.update(**_of_member())


def miscounted(topics):
    """Give those of these topics, and of all boards, whose numbers are wrong."""
    wrong = [f"topic {pk}" for pk in _differing(topics, _of_topic())]
    return wrong + [f"board {pk}" for pk in _differing(Board.objects, _of_board())]


def _differing(rows, numbers):
    true = {f"true_{name}": number for name, number in numbers.items()}
    for pk, *found in rows.annotate(**true).values_list("pk", *numbers, *true):
        if found[: len(true)] != found[len(true) :]:
            yield pk


def _of_topic():
    comments = Comment.objects.filter(topic=OuterRef("pk")).order_by()
    published = comments.filter(state=State.PUBLISHED)
    latest = published.order_by("-number")
    return {
        "last_number": _one_number(comments.values("topic"), Max("number")),
        "comment_count": _one_number(published.values("topic"), Count("pk")),
        "last_comment_at": Coalesce(_first(latest, "created_at"), F("created_at")),
        "last_author": Coalesce(
            _first(latest, "author_id"), F("author_id"), output_field=BigIntegerField()
        ),
    }


def _of_board():
    topics = Topic.objects.filter(board=OuterRef("pk"), state=State.PUBLISHED)
    latest = topics.order_by("-last_comment_at", "-id")
    return {
        "topic_count": _one_number(topics.values("board"), Count("pk")),
        "comment_count": _one_number(topics.values("board"), Sum("comment_count")),
        "last_topic": _first(latest, "pk"),
    }


def _of_member():
    own = Comment.objects.filter(author=OuterRef("pk"))
    published = own.filter(state=State.PUBLISHED).order_by()
    return {
        "active_at": Coalesce(
            _first(own.order_by("-id"), "created_at"), F("joined_at")
        ),
        "comment_count": _one_number(published.values("author"), Count("pk")),
    }


def _one_number(groups, aggregate):
    number = Subquery(groups.annotate(number=aggregate).values("number"))
    return Coalesce(number, 0, output_field=IntegerField())


def _first(rows, field):
    return Subquery(rows.values(field)[:1])
