"""Read the demo community's files.

A conversation is a file of its own, topics/NN-slug.md:

    title: Why does nginx talk to uWSGI over a socket?
    board: servers
    tags: nginx, uWSGI
    state: pinned, closed

    === lin, 258 days ago at 14:12
    Markdown …

    === ada, 3 hours later [edited]
    Markdown …

A comment can be [edited], [hidden], [deleted] or the [solution].
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent
KEYS = {"title", "board", "tags", "state"}
STATES = {"pinned", "closed", "hidden"}
FIRST = re.compile(r"=== (\S+), (\d+) days ago at (\d\d):(\d\d)(?: \[(\w+)\])?")
LATER = re.compile(r"=== (\S+), (\d+) (minutes|hours|days) later(?: \[(\w+)\])?")
FLAGS = {"edited", "hidden", "deleted", "solution"}
MOST_TAGS = 5
MARKED = {"topic", "comment", "kept"}  # what is not a kind of reaction


class Mistake(Exception):
    """Something in a file is not as it should be; says where."""


@dataclass
class Remark:
    """One comment: who, when, what, and perhaps what became of it."""

    author: str
    at: datetime
    text: str
    flag: str = ""


@dataclass
class Conversation:
    """One topic with its comments, the opening one first."""

    slug: str
    title: str = ""
    board: str = ""
    tags: list = field(default_factory=list)
    states: set = field(default_factory=set)
    remarks: list = field(default_factory=list)


@dataclass
class Script:
    """All that there is to put into the database."""

    people: list
    boards: list
    conversations: list
    marks: list


def read(now, folder=FOLDER):
    """Read every file; moments are reckoned back from `now`, an aware datetime."""
    people = _read_table(folder / "people.toml", "people")
    boards = _read_table(folder / "boards.toml", "boards")
    names = {person["username"] for person in people}
    slugs = {board["slug"] for board in boards}
    conversations = [
        _Reader(path, names, slugs, now).read()
        for path in sorted((folder / "topics").glob("*.md"))
    ]
    marks = _read_marks(folder / "marks.toml", conversations, names)
    return Script(people, boards, conversations, marks)


def _read_marks(path, conversations, names):
    """Read who pressed what; a mark is on a comment that is there."""
    marks = _read_table(path, "marks") if path.exists() else []
    lengths = {topic.slug: len(topic.remarks) for topic in conversations}
    for mark in marks:
        topic, number = mark["topic"], mark["comment"]
        if not 1 <= number <= lengths.get(topic, 0):
            raise Mistake(f"{path.name}: there is no comment {number} in “{topic}”.")
        people = [mark.get("kept", {}), *map(mark.get, mark.keys() - MARKED)]
        if unknown := set().union(*people) - names:
            raise Mistake(f"{path.name}: there is no “{min(unknown)}” in people.toml.")
    return marks


def _read_table(path, name):
    try:
        return tomllib.loads(path.read_text())[name]
    except tomllib.TOMLDecodeError as error:
        raise Mistake(f"{path.name}: {error}") from error
    except KeyError as error:
        raise Mistake(f"{path.name}: there is no [[{name}]].") from error


class _Reader:
    """Read one conversation, line by line."""

    def __init__(self, path, people, boards, now):
        self.path, self.people, self.boards, self.now = path, people, boards, now
        self.line = 0
        # Without its number: that only orders the files and may change.
        self.conversation = Conversation(path.stem.partition("-")[2])

    def read(self):
        lines = self.path.read_text().splitlines()
        starts = [n for n, line in enumerate(lines) if line.startswith("=== ")]
        if not starts:
            self.refuse("nobody says anything; a comment begins with “=== name, …”.")
        self.read_head(lines[: starts[0]])
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            self.line = start + 1
            remark = self.read_heading(lines[start])
            remark.text = "\n".join(lines[start + 1 : end]).strip("\n")
            if not remark.text.strip():
                self.refuse("this comment is empty.")
            self.conversation.remarks.append(remark)
        return self.conversation

    def read_head(self, lines):
        found = {}
        for self.line, line in enumerate(lines, 1):
            key, colon, value = line.partition(": ")
            if line.strip() and (not colon or key not in KEYS):
                self.refuse(f"“{line}” is none of {_any_key(KEYS)}.")
            found[key] = value.strip()
        topic = self.conversation
        topic.title, topic.board = found.get("title", ""), found.get("board", "")
        topic.tags = list(filter(None, found.get("tags", "").split(", ")))
        topic.states = set(filter(None, found.get("state", "").split(", ")))
        if not 1 <= len(topic.title) <= 120:
            self.refuse("a title has 1 to 120 characters.")
        if topic.board not in self.boards:
            self.refuse(f"there is no board “{topic.board}” in boards.toml.")
        if len(topic.tags) > MOST_TAGS:
            self.refuse(f"a topic has {MOST_TAGS} tags at most.")
        if unknown := topic.states - STATES:
            self.refuse(
                f"a topic cannot be “{min(unknown)}”; it can be {_any(STATES)}."
            )

    def read_heading(self, line):
        """Read “=== ada, 3 hours later [edited]”."""
        if not self.conversation.remarks:
            found = FIRST.fullmatch(line)
            how = "“=== name, 12 days ago at 09:30”"
        else:
            found = LATER.fullmatch(line)
            how = "“=== name, 3 hours later” (minutes, hours or days)"
        if not found:
            self.refuse(f"“{line}” is not of the form {how}.")
        author, *when, flag = found.groups()
        if author not in self.people:
            self.refuse(f"there is no “{author}” in people.toml.")
        if flag and flag not in FLAGS:
            self.refuse(f"a comment cannot be “{flag}”; it can be {_any(FLAGS)}.")
        at = self.moment(*when)
        if at >= self.now:
            self.refuse("this would be in the future.")
        return Remark(author, at, "", flag or "")

    def moment(self, number, second, third=None):
        """Reckon (days, hour, minute) back from now, or (number, unit) forth."""
        if self.conversation.remarks:
            last = self.conversation.remarks[-1].at
            return last + timedelta(**{second: int(number)})
        try:
            clock = time(int(second), int(third), tzinfo=self.now.tzinfo)
        except ValueError:
            self.refuse(f"there is no such time of day as {second}:{third}.")
        return datetime.combine(self.now.date() - timedelta(days=int(number)), clock)

    def refuse(self, reason):
        raise Mistake(f"{self.path.name}, line {self.line}: {reason}")


def _any_key(keys):
    return ", ".join(f"“{key}: …”" for key in sorted(keys))


def _any(words):
    return " or ".join(sorted(words))
