"""What a lesson asks: predictions, quizzes, things to be put in order.

An answer is a short text, as a form sends it: `2` for the second choice, `c,a,b` for
an order, anything for a prediction in one's own words. `judge` says whether it is right,
and raises ValueError for what no form of ours sends. `state` is what a template shows.
"""

import hashlib
import re
import string
from dataclasses import dataclass
from itertools import pairwise

from apps.look import markup

LONGEST = 300
SHOW_ME = "-"


@dataclass(frozen=True)
class Option:
    number: str
    html: str
    why: str = ""  # HTML: why it is right, or what is wrong with it
    is_right: bool = False


class Question:
    is_question = True
    is_repeated = True  # whether it comes back for review


@dataclass(frozen=True)
class Quiz(Question):
    id: str
    html: str
    options: tuple
    template = "course/parts/_quiz.html"

    def judge(self, given):
        return self.option(given).is_right

    def option(self, given):
        for option in self.options:
            if option.number == given:
                return option
        raise ValueError("no such choice")

    def state(self, given="", arranged=""):
        return {"given": given, "chosen": self.option(given) if given else None}


@dataclass(frozen=True)
class Prediction(Question):
    id: str
    html: str
    options: tuple  # none: in one's own words
    parts: tuple  # what is revealed
    template = "course/parts/_predict.html"
    is_repeated = False

    def judge(self, given):
        """A prediction is not right or wrong; making one is what counts."""
        is_readable = markup.printable(given) == given
        if not (given.strip() and is_readable and len(given) <= LONGEST):
            raise ValueError("no prediction")
        if self.options and given != SHOW_ME:
            self.option(given)

    option = Quiz.option

    def state(self, given="", arranged=""):
        in_words = given
        if self.options and given not in {"", SHOW_ME}:
            in_words = self.option(given).html
        return {"given": given, "in_words": in_words, "show_me": SHOW_ME}


@dataclass(frozen=True)
class Ordering(Question):
    id: str
    html: str
    steps: tuple  # (letter, HTML), in the right order
    why: str
    template = "course/parts/_order.html"

    @property
    def right(self):
        return ",".join(letter for letter, _ in self.steps)

    def judge(self, given):
        if sorted(given.split(",")) != sorted(letter for letter, _ in self.steps):
            raise ValueError("no such order")
        return given == self.right

    def state(self, given="", arranged=""):
        """Give the steps in the order that is shown, each with its moves."""
        order = arranged or given or ",".join(sorted(self.right.split(",")))
        is_judged = bool(given) and order == given
        letters, words = order.split(","), dict(self.steps)
        rows = [
            {
                "letter": letter,
                "html": words[letter],
                "is_right": letter == right,
                "up": moved(letters, place, place - 1),
                "down": moved(letters, place, place + 1),
            }
            for place, (letter, (right, _)) in enumerate(
                zip(letters, self.steps, strict=True)
            )
        ]
        return {
            "order": order,
            "rows": rows,
            "is_judged": is_judged,
            "is_right": is_judged and self.judge(given),
        }


def moved(letters, place, to):
    """Give the order after one step has changed places; nothing at the ends."""
    if not 0 <= to < len(letters):
        return ""
    letters = letters.copy()
    letters[place], letters[to] = letters[to], letters[place]
    return ",".join(letters)


def lettered(id, steps):
    """Give each step a letter, so that the letters in order are a fair shuffle."""

    def chance(step):
        return hashlib.sha256(f"{id} {step}".encode()).digest()

    shuffled = sorted(steps, key=chance)
    if shuffled == list(steps):
        shuffled.reverse()
    letters = dict(zip(shuffled, string.ascii_lowercase, strict=False))
    return tuple((letters[step], step) for step in steps)


# How they are written in a lesson


class Unclear(ValueError):
    """A question is not written as it must be."""


_OPTION = re.compile(r"- (?:\[([ xX])\] )?(.+)")
_STEP = re.compile(r"\d+[.)] (.+)")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def checked_id(words):
    if not _ID.fullmatch(words):
        raise Unclear(f"A question has a name such as `why-loop`, not {words!r}.")
    return words


def items(body, pattern):
    """Divide a body into (what is asked, [(match, words, quoted)], what follows quoted).

    Words of an item may go on, indented; an indented `> ` begins what is said of it.
    """
    lines = body.split("\n")
    starts = [n for n, line in enumerate(lines) if pattern.fullmatch(line.rstrip())]
    asked = "\n".join(lines[: starts[0]] if starts else lines).strip()
    if not asked:
        raise Unclear("A question begins with what is asked.")
    found, after = [], []
    for first, end in pairwise([*starts, len(lines)]):
        item = pattern.fullmatch(lines[first].rstrip())
        words, said, after = belonging(lines[first + 1 : end])
        found.append((item, " ".join([item[item.re.groups], *words]), said))
    return asked, found, after


def belonging(lines):
    """Divide the lines below an item: words that go on, what is said, what follows."""
    words, said, after = [], [], []
    for line in lines:
        text = line.strip()
        if line.startswith(" ") and text.startswith(">"):
            said.append(text[1:].strip())
        elif line.startswith(">"):
            after.append(text[1:].strip())
        elif line.startswith(" ") and text:
            words.append(text)
        elif text:
            raise Unclear(f"What is {text!r}? Indent what belongs to an item.")
    return words, "\n".join(said), "\n".join(after)


def quiz(words, body, prose):
    asked, rows, _ = items(body, _OPTION)
    options = []
    for number, (item, answer, why) in enumerate(rows, 1):
        if item[1] is None or not why.strip():
            raise Unclear(f"{answer!r} needs its [ ] or [x], and below it `  > why`.")
        is_right = item[1] in "xX"
        options.append(
            Option(str(number), prose.line(answer), prose.line(why), is_right)
        )
    if len(options) < 2 or sum(option.is_right for option in options) != 1:
        raise Unclear("A quiz has at least two answers, and exactly one [x].")
    return Quiz(checked_id(words), prose.html(asked, False), tuple(options))


def prediction(words, body, parts, prose):
    asked, rows, _ = items(body, _OPTION)
    options = tuple(
        Option(str(number), prose.line(answer))
        for number, (_, answer, _) in enumerate(rows, 1)
    )
    if not parts:
        raise Unclear("A prediction needs `::: reveal`, and what it reveals.")
    return Prediction(checked_id(words), prose.html(asked, False), options, parts)


def ordering(words, body, prose):
    asked, rows, why = items(body, _STEP)
    steps = [answer for _, answer, _ in rows]
    if not 3 <= len(set(steps)) == len(steps) <= 12 or not why.strip():
        raise Unclear("3 to 12 different steps, in the right order, and then `> why`.")
    name = checked_id(words)
    lettered_steps = tuple((x, prose.line(step)) for x, step in lettered(name, steps))
    return Ordering(name, prose.html(asked, False), lettered_steps, prose.line(why))
