"""What a moderator should know about the person whose thing was reported."""

from dataclasses import dataclass

from apps.forum.models import Comment

from .models import Action, Case

MANY = 1_000


@dataclass(frozen=True)
class History:
    """How much they wrote and what, what was done to them, what was said of them."""

    comment_count: int
    has_many: bool  # more than are worth counting
    comments: list
    actions: list
    cases: list


def history_of(case, reader):
    """Gather what this moderator may know about the person of a case."""
    own = Comment.objects.filter(author=case.person)
    number = own.order_by()[: MANY + 1].count()
    actions = Action.objects.visible_to(reader).filter(person=case.person)
    cases = Case.objects.open_to(reader).filter(person=case.person).exclude(pk=case.pk)
    readable = Comment.objects.readable_by(reader).filter(author=case.person)
    return History(
        comment_count=min(number, MANY),
        has_many=number > MANY,
        comments=list(readable.with_topic().order_by("-id")[:5]),
        actions=list(actions.with_all(reader)[:10]),
        cases=list(cases.with_all().with_decision().order_by("-id")[:10]),
    )
