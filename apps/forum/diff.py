"""What has changed from one text to the next: by lines, and by words within them.

    compare("a cat\\nsat", "a dog\\nsat", Patience())
    →  [Block([("same", "a "), ("gone", "cat"), ("new", "dog")]), Block([("same", "sat")])]

Comparing can take as long as the product of two lengths, and people choose both. So
a page has one Patience for all that it compares; what is beyond it is shown as a
whole that went and a whole that came.
"""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

CONTEXT = 2  # lines around a change
CELLS = 400_000  # pairs of lines or words that may be compared
ALIKE = 0.3  # with less in common, words in between would be noise
# Each sign of a script without spaces is a word.
_SIGN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(f"[{_SIGN}]|[^\\W{_SIGN}]+|\\s+|[^\\w\\s]")


class Block(NamedTuple):
    """Lines that belong together: parts of them, or how many were left out."""

    parts: list[tuple[str, str]]
    skipped: int = 0


class Patience:
    """How much comparing a page is worth."""

    def __init__(self, cells=CELLS):
        self.cells = cells

    def allows(self, cells):
        if cells > self.cells:
            return False
        self.cells -= cells
        return True


def compare(before, after, patience):
    """Give the blocks of a text that changed, with some lines around each change."""
    old, new = before.split("\n"), after.split("\n")
    steps = _steps(old, new, patience)
    blocks = []
    for number, (is_same, old_range, new_range) in enumerate(steps):
        if is_same:
            is_first, is_last = number == 0, number == len(steps) - 1
            blocks += _around(old[old_range], is_first, is_last)
        else:
            gone, came = "\n".join(old[old_range]), "\n".join(new[new_range])
            blocks.append(Block(compare_words(gone, came, patience)))
    return blocks


def compare_words(before, after, patience):
    """Give the parts of two short texts: ("same" or "gone" or "new", text)."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    steps = list(_joined(_steps(old, new, patience), old))
    same = sum(len("".join(old[r])) for is_same, r, _ in steps if is_same)
    if same < ALIKE * max(len(before), len(after)):
        steps = [(False, slice(0, len(old)), slice(0, len(new)))]
    parts = []
    for is_same, old_range, new_range in steps:
        if is_same:
            parts.append(("same", "".join(old[old_range])))
        else:
            parts.append(("gone", "".join(old[old_range])))
            parts.append(("new", "".join(new[new_range])))
    return [part for part in parts if part[1]]


def _around(lines, is_first, is_last):
    """Give the ends of what stayed the same, and say how much lies between."""
    head, tail = (0 if is_first else CONTEXT), (0 if is_last else CONTEXT)
    left_out = len(lines) - head - tail
    if left_out < 2:
        return [Block([("same", "\n".join(lines))])]
    ends = [lines[:head], lines[len(lines) - tail :]]
    top, bottom = ([Block([("same", "\n".join(end))])] if end else [] for end in ends)
    return [*top, Block([], left_out), *bottom]


def _steps(old, new, patience):
    """Give (is it the same?, range of old, range of new) from the first to the last."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    ends = len(old) - tail, len(new) - tail
    middle = old[head : ends[0]], new[head : ends[1]]
    steps = [(True, slice(0, head), slice(0, head))]
    if patience.allows(len(middle[0]) * len(middle[1])):
        codes = SequenceMatcher(None, *middle).get_opcodes()
    else:
        codes = [("replace", 0, len(middle[0]), 0, len(middle[1]))]
    for code, i, j, m, n in codes:
        ranges = slice(head + i, head + j), slice(head + m, head + n)
        steps.append((code == "equal", *ranges))
    steps.append((True, slice(ends[0], len(old)), slice(ends[1], len(new))))
    return [step for step in steps if not (_is_empty(step[1]) and _is_empty(step[2]))]


def _is_empty(part):
    return part.start == part.stop


def _joined(steps, old):
    """Make one change of two that have only a space between them."""
    waiting = None
    for number, (is_same, old_range, new_range) in enumerate(steps):
        is_inside = 0 < number < len(steps) - 1
        is_space = is_same and is_inside and not "".join(old[old_range]).strip()
        if is_same and not is_space:
            if waiting:
                yield waiting
            waiting = None
            yield is_same, old_range, new_range
        elif waiting:
            waiting = (
                False,
                slice(waiting[1].start, old_range.stop),
                slice(waiting[2].start, new_range.stop),
            )
        else:
            waiting = False, old_range, new_range
    if waiting:
        yield waiting
