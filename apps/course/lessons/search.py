"""Look for words in lessons and the glossary: a few dozen texts, kept in memory."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.html import format_html, format_html_join

LONGEST, AROUND = 200, 140
# What only says how a text is shown: fences, ::: and the like.
_MARKS = re.compile(r"(?m)^(```|~~~|:::).*$|[`*#>]|\[[ xX]?\]|\]\([^)]*\)")


@dataclass(frozen=True)
class Found:
    title: str
    address: str
    beginning: str  # HTML: the words around the first that was found
    rank: int


@lru_cache(128)
def without_marks(text):
    return _MARKS.sub("", text)


@lru_cache(512)
def plain(text):
    """Give a text without case and accents, character for character where it can be."""
    letters = []
    for letter in text:
        base = unicodedata.normalize("NFKD", letter)[0].casefold()
        letters.append(base if len(base) == 1 else letter)
    return "".join(letters)


def search(shelf, query):
    """Give the lessons and terms that have all the words, the best first."""
    words = plain(query[:LONGEST]).split()
    if not words:
        return []
    found = []
    for lesson in shelf.lessons:
        title = f"{lesson.number} · {lesson.title}"
        head = plain(f"{lesson.title} {lesson.summary}")
        told = without_marks(lesson.told)
        found += hits(words, title, lesson.get_absolute_url(), told, head)
    for term in shelf.terms:
        address = f"{reverse('course:term_list')}#{term.anchor}"
        head = plain(" ".join(term.words))
        found += hits(words, term.name, address, term.text, head)
    return sorted(found, key=lambda hit: -hit.rank)


def hits(words, title, address, text, head):
    """Give one hit, or none: each word must stand in the head or in the text."""
    whole = plain(text)
    if not all(word in whole or word in head for word in words):
        return []
    rank = sum(10 * (word in head) + min(whole.count(word), 9) for word in words)
    return [Found(title, address, beginning(text, whole, words), rank)]


def beginning(text, whole, words):
    """Give the words around the first that was found, with those found marked."""
    at = min((whole.find(word) for word in words if word in whole), default=0)
    start = max(0, at - AROUND // 2)
    piece = " ".join(text[start : at + AROUND].split())
    pattern = re.compile("|".join(map(re.escape, words)))
    parts, end = [], 0
    for hit in pattern.finditer(plain(piece)):
        parts.append((piece[end : hit.start()], piece[hit.start() : hit.end()]))
        end = hit.end()
    marked = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}{}…", "…" if start else "", marked, piece[end:])
