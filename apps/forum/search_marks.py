"""Where in a text stands what a search was for: to be marked, and to be quoted.

A text is searched as search.py takes it apart: folded, in words and compounds. Here
the same is done with a note of where each piece stood, so that a search for `strasse`
marks Straße, and one for 中文 two characters of a line without spaces.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from apps.look import markup

from . import search

EXCERPT = 240  # characters
BEFORE = 60  # of them, before the first mark
READ = 20_000


class Piece(NamedTuple):
    """A piece of a text, to be marked or not."""

    text: str
    is_marked: bool


def marked(text, question):
    """Cut a line of text into pieces, those marked that a question asks for."""
    return _cut(text, _spans(text, question) if question else [])


def excerpt(markdown, question):
    """Cut out of a Markdown text the part where most of the question stands."""
    text = " ".join(markup.readable(markdown)[0][:READ].split())
    spans = _spans(text, question) if question else []
    if not spans:
        return [Piece(markup.plain(markdown, EXCERPT), False)]
    start, end = _window(text, spans)
    inside = [(a - start, min(b, end) - start) for a, b, _ in spans if start <= a < end]
    pieces = _cut(text[start:end], [(a, b, ()) for a, b in inside])
    before = [Piece("… ", False)] if start else []
    after = [Piece(" …", False)] if end < len(text) else []
    return [*before, *pieces, *after]


def _window(text, spans):
    """Find the part with the most different things that were asked for; the first."""

    def worth(start):
        return len({what for a, _, what in spans if start <= a < start + EXCERPT})

    starts = [max(0, a - BEFORE) for a, _, _ in spans[:100]]
    start = max(starts, key=worth)  # of equals the first
    first = next(a for a, _, _ in spans if a >= start)
    end = min(len(text), start + EXCERPT)
    # Begin and end between words, where there are any.
    if start and (gap := text.find(" ", start, first)) >= 0:
        start = gap + 1
    if end < len(text) and (gap := text.rfind(" ", end - 30, end)) >= 0:
        end = gap
    return start, end


def _cut(text, spans):
    """Cut at the spans; those that touch or overlap become one."""
    pieces, at = [], 0
    for start, end, *_ in spans:
        if end <= at:
            continue
        start = max(start, at)
        if text[at:start]:
            pieces.append(Piece(text[at:start], False))
        if pieces and pieces[-1].is_marked:
            pieces[-1] = Piece(pieces[-1].text + text[start:end], True)
        else:
            pieces.append(Piece(text[start:end], True))
        at = end
    return [*pieces, Piece(text[at:], False)] if text[at:] else pieces


# Finding


def _spans(text, question):
    """Give (start, end, phrase) for each place of what is asked for, in order."""
    folded, places = _folded(text)
    words, extras = _placed(folded)
    at = {}
    for index, (token, _, _) in enumerate(words):
        at.setdefault(token, []).append(index)
    spans = []
    for phrase in question.shown:
        if len(phrase) == 1:
            found = [words[index][1:] for index in at.get(phrase[0], ())]
            found += extras.get(phrase[0], ())
        else:
            found = [
                (words[index][1], words[index + len(phrase) - 1][2])
                for index in at.get(phrase[0], ())
                if tuple(w[0] for w in words[index : index + len(phrase)]) == phrase
            ]
        spans += [(places[start], places[end], phrase) for start, end in found]
    return sorted(spans)


def _placed(folded):
    """Give a folded text's words as (token, start, end), and where its extras stand."""
    words, extras = [], {}
    for found in search.ATOM.finditer(folded):
        start = found.start()
        if found[1]:
            pieces = [(letter, start + n) for n, letter in enumerate(found[1])]
            for first, second in zip(pieces, pieces[1:], strict=False):
                pair = search.encode(first[0] + second[0])
                extras.setdefault(pair, []).append((first[1], second[1] + 1))
        else:
            pieces = list(_words_of(found[2], start))
            if len(pieces) > 1 or found[3]:
                _add_compounds(extras, folded, pieces, found.end())
        for word, begin in pieces:
            token = search.encode(word[: search.MAX_LENGTH])
            words.append((token, begin, begin + len(word)))
    return words, extras


def _words_of(compound, start):
    """Give the words of a compound with their places."""
    for found in _JOINED.finditer(compound):
        yield found[1], start + found.start()


def _add_compounds(extras, folded, pieces, end):
    for first in range(len(pieces)):
        for word, begin in pieces[first : first + search.MAX_PARTS]:
            start, ends = pieces[first][1], {begin + len(word)}
            if begin == pieces[-1][1]:
                ends.add(end)  # with its ++ or #: C++ is not C
            for stop in ends:
                token = search.encode_compound(folded[start:stop])
                extras.setdefault(token, []).append((start, stop))


_JOINED = re.compile(f"(.+?)(?:{search.JOINT}|$)", re.DOTALL)


# Folding, with a note of where each character came from


def _folded(text):
    """Fold a text as search.fold does; give also where each character stood."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    folded, places, at = [], [], 0
    for cluster in _CLUSTER.findall(text):
        letters = _fold(cluster)
        folded.append(letters)
        places += [at] * len(letters)
        at += len(cluster)
    return "".join(folded), [*places, len(text)]


@lru_cache(maxsize=8_192)
def _fold(cluster):
    return search.fold(cluster)


# A character with all that joins it: accents, vowel signs, the parts of a Korean one,
# and what cannot be seen.
_JOINING = "".join(
    re.escape(chr(code))
    for code in chain(range(0xAD, 0x11000), range(0x1D100, 0x1D250))
    if unicodedata.category(chr(code)) in {"Mn", "Mc", "Me", "Cf", "Cs"}
)
_CLUSTER = re.compile(f"(?:.[{_JOINING}\u1160-\u11ff\uff9e\uff9f]*)", re.DOTALL)
