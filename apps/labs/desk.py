"""One call of the command: who asks, how, and where the answer goes.

The exit status 1 says "not passed", 2 "that cannot be asked so", 3 "something is missing
on this machine".
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from . import ladder
from .terminal import Trouble, plain, style_for, typed

NOT_PASSED, MISSING = 1, 3
NOT_KEPT = (
    "Results are not kept: the site's database lacks tables, or is older than the "
    "labs. `make labs` makes them."
)


@dataclass
class Desk:
    """One call of the command."""

    stream: object
    words: list[str] = field(default_factory=list)
    as_json: bool = False
    seed: int | None = None
    step: str | None = None
    port: int | None = None
    use_reference: bool = False
    to: str | None = None
    key: str | None = None
    forget: bool = False

    def __post_init__(self):
        self.style = plain if self.as_json else style_for(self.stream)

    def say(self, *lines):
        """Write for a person."""
        if not self.as_json:
            self.stream.write("\n".join(lines) + "\n")
            self.stream.flush()

    def tell(self, **data):
        """Write for a machine."""
        if self.as_json:
            self.stream.write(json.dumps(data, indent=2) + "\n")

    def lab(self, verb):
        """Take the lab from the words, or from the folder in which they are typed."""
        here = Path.cwd()
        if self.words:
            word = self.words.pop(0)
        elif here.is_relative_to(ladder.MINE) and here != ladder.MINE:
            word = here.relative_to(ladder.MINE).parts[0]
        else:
            raise Trouble(f"Which lab? For example: {typed(verb + ' 2')}")
        try:
            return ladder.find(word)
        except ladder.NoSuchLab as error:
            raise Trouble(str(error)) from None

    def begun(self, verb):
        """The same, and refuse when the learner has not begun it."""
        lab = self.lab(verb)
        if not lab.mine.is_dir():
            begin = typed(f"start {lab.number}")
            raise Trouble(
                f"You have not begun lab {lab.number}, {lab.title}.\nBegin: {begin}"
            )
        return lab


def shown(path):
    """Write a path from the project's root."""
    return (
        str(path.relative_to(ladder.ROOT))
        if path.is_relative_to(ladder.ROOT)
        else str(path)
    )
