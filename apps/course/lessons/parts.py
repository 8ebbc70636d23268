"""The parts of a lesson's page, made of the blocks of its file.

Each part has a template of its own (templates/course/parts/) and knows what it shows.
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve

from apps.look import markup
from apps.look.highlight import highlight

from . import questions
from .commands import commands
from .drawings import drawing
from .excerpts import ROOT, source
from .syntax import LessonError

_EXCERPT = re.compile(r"(?:([MVTFS]) )?([^\s#]+)(?:#([\w.-]+))?")
_PAGE = re.compile(r"[a-z]+:[a-z_]+")
_SOURCE = re.compile(r"(?m)^Source: .*\]\(.+\)")


@dataclass(frozen=True)
class Text:
    html: str
    template = "course/parts/_text.html"


@dataclass(frozen=True)
class Code:
    excerpts: tuple
    template = "course/parts/_code.html"


@dataclass(frozen=True)
class Rooms:
    """One page at once: its URL, view, template and models."""

    name: str
    address: str  # as the URLconf writes it
    excerpts: tuple
    template = "course/parts/_rooms.html"


@dataclass(frozen=True)
class Console:
    html: str
    commands: tuple
    server: str
    template = "course/parts/_console.html"


@dataclass(frozen=True)
class Edit:
    """A file, whole, before and after; the lines that are new are marked."""

    before: object
    after: object
    fresh: frozenset  # numbers of lines
    template = "course/parts/_edit.html"

    @property
    def rows(self):
        for number, html in self.after.lines:
            yield number, html, number in self.fresh


@dataclass(frozen=True)
class Figure:
    svg: str
    alt: str
    caption: str
    template = "course/parts/_figure.html"


@dataclass(frozen=True)
class Wrong:
    claim: str
    parts: tuple
    template = "course/parts/_wrong.html"


@dataclass(frozen=True)
class Lab:
    parts: tuple
    lab: object
    template = "course/parts/_lab.html"


@dataclass(frozen=True)
class Xray:
    parts: tuple
    path: str
    template = "course/parts/_xray.html"


@dataclass
class Maker:
    """Makes the parts of one lesson, in order, and notes what it shows."""

    path: str
    prose: object
    lab: object = None
    told: list = field(default_factory=list)  # the lesson as it is read, as text
    files: set = field(default_factory=set)

    def parts(self, blocks):
        return tuple(self.part(block) for block in blocks)

    def part(self, block):
        try:
            if block.kind not in {"code", "rooms", "edit"}:
                self.told.append(block.source)
            return getattr(self, f"make_{block.kind}")(block)
        except LessonError:
            raise
        except (LookupError, ValueError, NoReverseMatch, Resolver404) as error:
            raise LessonError(self.path, block.line, str(error)) from error

    def quiet(self, blocks):
        """The parts within a container, whose text is told already."""
        told = self.told
        self.told = []
        try:
            return self.parts(blocks)
        finally:
            self.told = told

    def make_prose(self, block):
        return Text(self.prose.html(block.body))

    def excerpt(self, words, line):
        found = _EXCERPT.fullmatch(words.strip())
        if not found:
            raise ValueError(f"{words!r} is no `path#symbol`.")
        role, path, symbol = found.groups(default="")
        excerpt = source(path).excerpt(symbol, role)
        self.files.add(path)
        self.told.append(f"{path} {symbol}\n{excerpt.text}")
        return excerpt

    def make_code(self, block):
        lines = [line for line in block.body.split("\n") if line.strip()]
        if not lines:
            raise ValueError("Name at least one `path#symbol`.")
        return Code(tuple(self.excerpt(line, block.line) for line in lines))

    def make_rooms(self, block):
        name, *more = [line for line in block.body.split("\n") if line.strip()]
        if not _PAGE.fullmatch(name):
            raise ValueError(
                f"{name!r} is no name of a page, such as forum:board_list."
            )
        address = address_of(name)
        app, _, view = name.partition(":")
        template = view
        models = []
        for line in more:
            word, _, rest = line.strip().partition(" ")
            if word == "template":
                template = f"{view}.html#{rest}"
            else:
                models.append(line)
        if not template.endswith(".html") and "#" not in template:
            template += ".html"
        urls = f"apps/{app}/urls.py"
        views = next(
            path.relative_to(ROOT).as_posix()
            for path in sorted((ROOT / "apps" / app).rglob("*views.py"))
            if f"\ndef {view}(" in path.read_text()
        )
        lines = [
            f"F {urls}#{view}",
            f"V {views}#{view}",
            *models,
            f"T apps/{app}/templates/{app}/{template}",
        ]
        excerpts = tuple(self.excerpt(line, block.line) for line in lines)
        return Rooms(name, address, excerpts)

    def make_console(self, block):
        found = commands(block.body)
        if block.words and not re.fullmatch(r"with \S+\.py:\d+", block.words):
            raise ValueError(
                "After `console run` comes nothing, or `with file.py:port`."
            )
        html = highlight(block.body, "console")
        marks = {"‹": '<span class="varies">', "›": "</span>"}
        for mark, tag in marks.items():
            html = html.replace(mark, tag)
        # A mark that a colour begins or ends within would cross it: no colour then.
        if re.search(r'<span class="varies">[^<]*<(?!/span)', html):
            html = highlight(block.body, "")
            for mark, tag in marks.items():
                html = html.replace(mark, tag)
        return Console(markup.own(html), tuple(found), block.words)

    def make_edit(self, block):
        before, arrow, after = block.body.strip().partition(" -> ")
        if not arrow:
            raise ValueError("An edit is `path before -> path after`.")
        old, new = self.excerpt(before, block.line), self.excerpt(after, block.line)
        return Edit(old, new, frozenset(fresh_lines(old.text, new.text)))

    def make_figure(self, block):
        if not block.body:
            raise ValueError("Say in [words] what the figure shows.")
        return Figure(drawing(block.words), block.body, block.inner[0])

    def make_wrong(self, block):
        if not block.words:
            raise ValueError("After ::: wrong comes what people believe.")
        if not _SOURCE.search(block.body):
            raise ValueError("A correction ends with `Source: [name](address)`.")
        return Wrong(self.prose.line(block.words), self.quiet(block.inner))

    def make_lab(self, block):
        if self.lab is None:
            raise ValueError("The facts of this lesson name no `lab:`.")
        return Lab(self.quiet(block.inner), self.lab)

    def make_xray(self, block):
        resolve(block.words)
        return Xray(self.quiet(block.inner), block.words)

    def make_quiz(self, block):
        return questions.quiz(block.words, block.body, self.prose)

    def make_predict(self, block):
        revealed = self.quiet(block.revealed)
        if any(getattr(part, "is_question", False) for part in revealed):
            raise ValueError("What a prediction reveals asks nothing.")
        return questions.prediction(block.words, block.body, revealed, self.prose)

    def make_order(self, block):
        return questions.ordering(block.words, block.body, self.prose)


def fresh_lines(before, after):
    """Give the numbers of the lines of a text that another did not have."""
    new = after.split("\n")
    matcher = SequenceMatcher(None, before.split("\n"), new, autojunk=False)
    for kind, _, _, first, last in matcher.get_opcodes():
        if kind in {"insert", "replace"}:
            yield from range(first + 1, last + 1)


def address_of(name):
    """Give an address as the URLconf has it: /forum/topics/<int:pk>/."""
    app, _, view = name.partition(":")
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "namespace", None) == app:
            for inner in pattern.url_patterns:
                if inner.name == view:
                    return f"/{pattern.pattern}{inner.pattern}"
    raise LookupError(f"No address is named {name}.")
