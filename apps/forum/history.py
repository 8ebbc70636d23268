"""What was changed in a comment, for people to read."""

from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import User
from apps.look.markup import printable

from .diff import Block, Patience, compare, compare_words


@dataclass
class Change:
    """One change: whose, when, and what became of the title and the text."""

    author: User
    made_at: datetime
    title: list[tuple[str, str]]
    blocks: list[Block]


def changes(comment, revisions):
    """Give what each of these made of the comment; they come newest first."""
    if not revisions:
        return []
    patience = Patience()
    newer = comment.revisions.filter(pk__gt=revisions[0].pk).order_by("pk").first()
    title = newer.title if newer else comment.heading
    text = newer.text if newer else comment.text
    made = []
    for before in revisions:
        made.append(
            Change(
                before.author,
                before.made_at,
                difference(compare_words, before.title, title, patience),
                difference(compare, before.text, text, patience),
            )
        )
        title, text = before.title, before.text
    return made


def difference(how, before, after, patience):
    before, after = printable(before), printable(after)
    return [] if before == after else how(before, after, patience)
