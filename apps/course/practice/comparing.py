"""The solution of a lab as a page shows it, and one's own programs beside it."""

from dataclasses import dataclass
from pathlib import PurePath

from apps.look import markup
from apps.look.highlight import highlight_lines

from ..lessons.excerpts import LANGUAGES
from ..lessons.parts import fresh_lines

# A program of a lab has a few hundred lines. What is longer is not what was asked for.
LONGEST = 100_000


@dataclass(frozen=True)
class File:
    """A file, line by line, those marked that another one does not have."""

    name: str
    text: str  # "" where it cannot be shown
    size: int
    marked: frozenset = frozenset()

    @property
    def rows(self):
        """Give (number, HTML, whether it is marked) of each line."""
        language = LANGUAGES.get(PurePath(self.name).suffix, "")
        for number, line in enumerate(highlight_lines(self.text, language), 1):
            yield number, markup.own(line), number in self.marked


@dataclass(frozen=True)
class Pair:
    """A file of the solution, and what the reader has in its place."""

    name: str
    solution: File
    mine: File | None

    @property
    def is_same(self):
        return bool(self.mine) and self.mine.text == self.solution.text != ""


def pairs(lab, mine=None):
    """Give the files of the solution, each beside its like in `mine` if there is any."""
    mine = mine or {}
    return [pair(name, ours, mine.get(name)) for name, ours in lab.solution.items()]


def pair(name, ours, theirs):
    wanted, had = text_of(ours), text_of(theirs or b"")
    if theirs is None:
        return Pair(name, File(name, wanted, len(ours)), None)
    new, gone = fresh_lines(had, wanted), fresh_lines(wanted, had)
    return Pair(
        name,
        File(name, wanted, len(ours), frozenset(new)),
        File(name, had, len(theirs), frozenset(gone)),
    )


def text_of(content):
    """Give the text of a file; nothing of what is no text, or too long to be read."""
    try:
        text = content.decode() if len(content) <= LONGEST else ""
    except UnicodeDecodeError:
        text = ""
    return markup.printable(text.rstrip("\n"))
