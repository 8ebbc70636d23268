"""The shape of a lesson's file: what is prose, what is for us to act on.

    parse(path, text)  →  (facts of the front matter, [Block, Block, …])

A lesson is Markdown that reads well wherever Markdown is shown. Besides, it has
fences that begin with a word of ours (```code), containers (::: quiz stream … :::)
and pictures on a line of their own. docs/lessons.md says how each is written.

Nothing is guessed: what looks like a word of ours and is none is an error that names
its file and line.
"""

import difflib
import re
from dataclasses import dataclass

from apps.look.highlight import LANGUAGES

FENCES = {"code", "rooms", "edit"}
CONTAINERS = {"predict", "quiz", "order", "wrong", "lab", "xray"}
_FENCE = re.compile(r"(`{3,}|~{3,})\s*(.*?)\s*$")
_CONTAINER = re.compile(r":{3,}\s*(.*?)\s*$")
_FIGURE = re.compile(r"!\[(.*)\]\((\S+?)(?:\s+\"(.*)\")?\)\s*$")
_FACT = re.compile(r"([a-z]+):\s*(.*?)\s*$")


class LessonError(Exception):
    """A lesson is not right; the message begins with its file and line."""

    def __init__(self, path, line, message):
        super().__init__(f"{path}, line {line}: {message}")
        self.path, self.line = path, line


@dataclass(frozen=True)
class Block:
    """A part of a lesson, as it stands in the file."""

    kind: str  # prose, figure, console, or a word of FENCES or CONTAINERS
    words: str  # what follows the kind on its first line
    body: str
    line: int  # where its body begins
    source: str
    inner: tuple = ()  # blocks within a container
    revealed: tuple = ()  # those after ::: reveal


def parse(path, text):
    """Give what the front matter says, and the blocks of a lesson."""
    facts, first = front_matter(path, text)
    return facts, Parser(path).blocks(text.split("\n")[first:], first + 1)


def front_matter(path, text):
    """Read the lines between --- and ---: `name: words`, or a list of `- words`."""
    lines = text.split("\n")
    if lines[0] != "---" or "---" not in lines[1:]:
        raise LessonError(path, 1, "A lesson begins with its facts, between --- lines.")
    end = lines.index("---", 1)
    facts, name = {}, None
    for number, line in enumerate(lines[1:end], 2):
        if line.lstrip().startswith("- ") and name and isinstance(facts[name], list):
            facts[name].append(line.lstrip()[2:].strip())
        elif found := _FACT.fullmatch(line):
            name = found[1]
            facts[name] = found[2] or []
        elif line.strip():
            raise LessonError(path, number, f"This is no `name: words`: {line!r}")
    return facts, end + 1


class Parser:
    """Reads the lines of one file."""

    def __init__(self, path):
        self.path = path

    def error(self, line, message):
        raise LessonError(self.path, line, message)

    def blocks(self, lines, first):
        """Divide lines, of which the first is line `first` of the file."""
        found, prose, at = [], [], 0
        while at < len(lines):
            line, number = lines[at], first + at
            end = at + 1
            block = None
            if fence := _FENCE.match(line):
                end = self.end_of_fence(lines, at, fence[1], number)
                block = self.fence(fence[2], lines, at, end, number)
            elif container := _CONTAINER.match(line):
                if not container[1]:
                    self.error(number, "This ::: closes nothing.")
                end = self.end_of_container(lines, at, number)
                block = self.container(container[1], lines, at, end, number)
            elif figure := _FIGURE.match(line):
                alt, address, caption = figure.groups(default="")
                block = Block("figure", address, alt, number, line, (caption,))
            if block:
                self.end_prose(found, prose, number)
                found.append(block)
            else:
                prose += lines[at:end]
            at = end
        self.end_prose(found, prose, first + at)
        return tuple(found)

    def end_prose(self, found, prose, number):
        text = "\n".join(prose)
        if text.strip():
            found.append(Block("prose", "", text, number - len(prose), text))
        prose.clear()

    def end_of_fence(self, lines, at, mark, number):
        closing = re.compile(rf"{mark[0]}{{{len(mark)},}}\s*$")
        for end in range(at + 1, len(lines)):
            if closing.match(lines[end]):
                return end + 1
        return self.error(number, f"This {mark} is never closed.")

    def fence(self, info, lines, at, end, number):
        """Give the block of a fence of ours; None for code that is only shown."""
        kind, _, words = info.partition(" ")
        body = "\n".join(lines[at + 1 : end - 1])
        source = "\n".join(lines[at:end])
        if kind in FENCES:
            return Block(kind, words.strip(), body, number + 1, source)
        if kind == "console" and words.split()[:1] == ["run"]:
            return Block("console", words[3:].strip(), body, number + 1, source)
        if info and (kind not in LANGUAGES or words) and kind != "text":
            known = [*FENCES, *LANGUAGES, "text", "console run"]
            self.error(number, f"``` {info}: no such language.{meant(info, known)}")
        return None

    def end_of_container(self, lines, at, number):
        """Find the ::: that closes; what stands in a fence is passed over."""
        end = at + 1
        while end < len(lines):
            if fence := _FENCE.match(lines[end]):
                end = self.end_of_fence(lines, end, fence[1], number + end - at)
                continue
            if found := _CONTAINER.match(lines[end]):
                if not found[1]:
                    return end + 1
                if found[1] != "reveal":
                    break
            end += 1
        return self.error(number, f"{lines[at]!r} is not closed by a line of `:::`.")

    def container(self, head, lines, at, end, number):
        kind, _, words = head.partition(" ")
        if kind not in CONTAINERS:
            self.error(number, f"::: {kind}: no such word.{meant(kind, CONTAINERS)}")
        inside = lines[at + 1 : end - 1]
        reveal = self.reveal(inside)
        body = inside[:reveal]
        return Block(
            kind,
            words.strip(),
            "\n".join(body),
            number + 1,
            "\n".join(lines[at:end]),
            self.blocks(body, number + 1) if kind in {"wrong", "lab", "xray"} else (),
            self.blocks(inside[reveal + 1 :], number + 2 + reveal),
        )

    def reveal(self, inside):
        """Find the line `::: reveal`, or the end."""
        for number, line in enumerate(inside):
            found = _CONTAINER.match(line)
            if found and found[1] == "reveal":
                return number
        return len(inside)


def meant(word, known):
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""
