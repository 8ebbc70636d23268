"""The words of a lesson: Markdown, with links that lead on both here and in the file.

In the file a link leads to another file, as every code host follows it; on the page
it leads to the page that shows that file: `02_tcp.md` to the lesson, `../../forum/views.py`
to its code. The first time that a lesson uses a word of the glossary, the word links
there.
"""

import posixpath
import re

from django.urls import reverse
from django.utils.text import slugify
from markdown_it.token import Token

from apps.look import markup

CONTENT = "apps/course/content"
_ELSEWHERE = re.compile(r"[a-z]+:|#|/", re.I)


class Prose:
    """Renders the words of one lesson, in the order in which they are read."""

    def __init__(self, terms, lessons):
        self.terms = dict(terms)  # what the glossary explains: {word: anchor}
        self.lessons = lessons  # {name of a file: slug}
        self.headings = []  # (id, words), for the table of contents
        self.files = set()  # files of the project that it links
        self.pattern = _pattern(self.terms)

    def html(self, text, with_terms=True):
        """Give the HTML of a few blocks."""
        return markup.render_own(
            text, visit=self.with_terms if with_terms else self.visit
        )

    def line(self, text):
        """Give the HTML of one line, without the paragraph around it."""
        html = self.html(text, with_terms=False)
        inner = html.removeprefix("<p>").removesuffix("</p>")
        return html if "<p>" in inner or inner == html else markup.stored(inner)

    def with_terms(self, tokens):
        self.visit(tokens)
        in_heading = False
        for token in tokens:
            in_heading = in_heading or token.type == "heading_open"
            if token.type == "heading_close":
                in_heading = False
            if token.type == "inline" and not in_heading and self.pattern:
                token.children = list(self.linked(token.children))

    def visit(self, tokens):
        for token, inline in zip(tokens, [*tokens[1:], None], strict=True):
            if token.type == "heading_open":
                words = "".join(part.content for part in inline.children)
                token.attrs["id"] = slugify(words)
                if token.tag == "h2":
                    self.headings.append((token.attrs["id"], words))
            for part in token.children or ():
                if part.type == "link_open":
                    part.attrs["href"] = self.address(part.attrs["href"])

    def address(self, href):
        """Give the page that shows what a link in the file leads to."""
        if _ELSEWHERE.match(href):
            return href
        target, _, anchor = href.partition("#")
        anchor = f"#{anchor}" if anchor else ""
        if target in self.lessons:
            return reverse("course:lesson_detail", args=[self.lessons[target]]) + anchor
        if target == "glossary.md":
            return reverse("course:term_list") + anchor
        path = posixpath.normpath(posixpath.join(CONTENT, target))
        self.files.add(path)
        return reverse("course:file_detail", args=[path]) + anchor

    def linked(self, children):
        """Link words of the glossary, each the first time only."""
        depth = 0
        for token in children:
            depth += token.nesting if token.tag == "a" else 0
            if token.type != "text" or depth:
                yield token
            else:
                yield from self.split(token.content)

    def split(self, text):
        at = 0
        for found in self.pattern.finditer(text):
            anchor = self.terms.get(found[0])
            if anchor is None:
                continue
            # Once a page, in whichever of its forms.
            self.terms = {w: a for w, a in self.terms.items() if a != anchor}
            yield _text(text[at : found.start()])
            href = f"{reverse('course:term_list')}#{anchor}"
            yield Token("link_open", "a", 1, attrs={"href": href, "class": "term"})
            yield _text(found[0])
            yield Token("link_close", "a", -1)
            at = found.end()
        yield _text(text[at:])


def _pattern(terms):
    words = sorted(map(re.escape, terms), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])") if words else None


def _text(content):
    return Token("text", "", 0, content=content)
