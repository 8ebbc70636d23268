"""The glossary: content/glossary.md, a heading and a few sentences for each word.

    ## socket, sockets
    A program's end of a connection …

All words of a heading mean the same; the first is shown.
"""

import re

from django.utils.text import slugify

from .syntax import LessonError


class Term:
    def __init__(self, words, text):
        self.words, self.text = words, text
        self.html = ""

    @property
    def name(self):
        return self.words[0]

    @property
    def anchor(self):
        return slugify(self.name)


def read(path):
    """Give the terms, in the order of the alphabet."""
    terms = []
    pieces = re.split(r"(?m)^## (.+)\n", path.read_text() if path.exists() else "")[1:]
    for heading, text in zip(pieces[::2], pieces[1::2], strict=True):
        words = [word.strip() for word in heading.split(",")]
        if not text.strip():
            raise LessonError(path.name, 1, f"{heading} is not explained.")
        terms.append(Term(words, text.strip()))
    return sorted(terms, key=lambda term: term.name.casefold())
