"""The lessons that there are: files content/NN_name.md, read once a process.

Lessons are files and no rows: they belong to a release, as the code does that they
show. A lesson's edition is a hash of all that is read in it, live code included.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from apps.labs import ladder

from . import glossary
from .excerpts import ROOT, source
from .parts import Maker
from .prose import CONTENT, Prose
from .syntax import LessonError, parse

FOLDER = Path(__file__).resolve().parents[1] / "content"
NAME = re.compile(r"\d\d[a-z]?_[a-z0-9_]+\.md")
FACTS = {"title", "slug", "summary", "afterwards"}
MORE_FACTS = {"begins", "lab", "needs"}
# Words of our own addresses under /learn/.
TAKEN = {"attempts", "classes", "files", "glossary", "key", "map", "review"}
WORDS_A_MINUTE, LINES_A_MINUTE = 200, 25


@dataclass(frozen=True)
class Lesson:
    """One lesson, read from its file."""

    file: str  # 02_tcp.md
    facts: dict
    parts: tuple
    headings: tuple  # (id, words)
    told: str  # all that is read in it, as text
    files: frozenset  # of the project, that it shows or links
    lab: object = None

    @property
    def number(self):
        return self.file.partition("_")[0].lstrip("0")

    @property
    def slug(self):
        return self.facts["slug"]

    @property
    def title(self):
        return self.facts["title"]

    @property
    def summary(self):
        return self.facts["summary"]

    @property
    def afterwards(self):
        return self.facts["afterwards"]

    @property
    def begins(self):
        """The name of the group of lessons that begins with this one, or nothing."""
        return self.facts.get("begins", "")

    @cached_property
    def edition(self):
        return hashlib.sha256(self.told.encode()).hexdigest()[:12]

    @cached_property
    def questions(self):
        """Give {id: question}."""
        return {p.id: p for p in self.parts if getattr(p, "is_question", False)}

    @cached_property
    def minutes(self):
        """Say how long reading takes: code is read more slowly than words."""
        excerpts = [e for p in self.parts for e in getattr(p, "excerpts", ())]
        lines = sum(excerpt.last - excerpt.first + 1 for excerpt in excerpts)
        words = len(self.told.split()) - sum(len(e.text.split()) for e in excerpts)
        return max(1, round(words / WORDS_A_MINUTE + lines / LINES_A_MINUTE))

    def get_absolute_url(self):
        return reverse("course:lesson_detail", args=[self.slug])


class Shelf:
    """All lessons, in order, and the glossary."""

    def __init__(self, folder=FOLDER):
        paths = sorted(folder.glob("[0-9][0-9]*.md"))
        self.terms = glossary.read(folder / "glossary.md")
        anchors = {word: term.anchor for term in self.terms for word in term.words}
        found = [read_file(path) for path in paths]
        slugs = {file: facts["slug"] for file, facts, _ in found}
        self.lessons = [
            make(file, facts, blocks, anchors, slugs) for file, facts, blocks in found
        ]
        self.by_slug = {lesson.slug: lesson for lesson in self.lessons}
        if len(self.by_slug) < len(self.lessons):
            raise LessonError(CONTENT, 1, "Two lessons have the same slug.")
        prose = Prose({}, slugs)
        for term in self.terms:
            term.html = prose.html(term.text, with_terms=False)
        self.files = frozenset(prose.files).union(*(x.files for x in self.lessons))
        for path in self.files:
            source(path)
        self.check_needs()

    def check_needs(self):
        for lesson in self.lessons:
            for slug in lesson.facts.get("needs", []):
                if slug not in self.by_slug:
                    path = f"{CONTENT}/{lesson.file}"
                    raise LessonError(path, 1, f"needs: no lesson {slug!r}.")

    def needed_for(self, lesson):
        return [self.by_slug[slug] for slug in lesson.facts.get("needs", [])]

    @property
    def groups(self):
        """Give [(name, lessons)], in order; each begins with the lesson that says so."""
        groups = []
        for lesson in self.lessons:
            if lesson.begins or not groups:
                groups.append((lesson.begins, []))
            groups[-1][1].append(lesson)
        return groups

    def around(self, lesson):
        """Give the lessons before and after; None at the ends."""
        at = self.lessons.index(lesson)
        padded = [None, *self.lessons, None]
        return padded[at], padded[at + 2]


def read_file(path):
    name = f"{CONTENT}/{path.name}"
    if not NAME.fullmatch(path.name):
        raise LessonError(name, 1, "A lesson is called 02_tcp.md or 13a_models.md.")
    facts, blocks = parse(name, path.read_text())
    missing, strange = FACTS - facts.keys(), facts.keys() - FACTS - MORE_FACTS
    if missing or strange:
        words = [*(f"no {m}" for m in missing), *(f"{s} is no fact" for s in strange)]
        raise LessonError(
            name, 1, f"The facts of a lesson: {', '.join(sorted(words))}."
        )
    if not all(isinstance(facts.get(key, []), list) for key in ("afterwards", "needs")):
        raise LessonError(
            name, 1, "afterwards and needs are lists: a line of `- ` each."
        )
    if facts["slug"] in TAKEN or not re.fullmatch(r"[a-z0-9-]+", facts["slug"]):
        raise LessonError(name, 1, f"slug {facts['slug']!r} is no slug of a lesson.")
    return path.name, facts, blocks


def make(file, facts, blocks, anchors, slugs):
    path = f"{CONTENT}/{file}"
    lab = None
    if "lab" in facts:
        try:
            lab = ladder.find(facts["lab"])
        except ladder.NoSuchLab as error:
            raise LessonError(path, 1, str(error)) from error
    prose = Prose(anchors, slugs)
    maker = Maker(path, prose, lab)
    parts = maker.parts(blocks)
    ids = [part.id for part in parts if getattr(part, "is_question", False)]
    if len(set(ids)) < len(ids):
        raise LessonError(path, 1, "Two questions have the same name.")
    told = "\n\n".join(
        [facts["title"], facts["summary"], *facts["afterwards"], *maker.told]
    )
    files = frozenset(maker.files | prose.files)
    return Lesson(file, facts, parts, tuple(prose.headings), told, files, lab)


def addresses():
    """Give the addresses of the course for search engines: settings.SITEMAP."""
    yield from (reverse("course:lesson_list"), reverse("course:term_list"))
    for lesson in shelf().lessons:
        yield lesson.get_absolute_url()
        if lesson.lab:
            yield reverse("course:lab_detail", args=[lesson.slug])


_kept = {"shelf": None, "changed_at": None}


def shelf():
    """Give the lessons. In debug mode they are read again when a file has changed."""
    changed_at = _changed_at() if settings.DEBUG else 0
    if _kept["shelf"] is None or _kept["changed_at"] != changed_at:
        _kept.update(shelf=Shelf())
        # After reading: the files that are shown are known now.
        _kept.update(changed_at=_changed_at() if settings.DEBUG else 0)
    return _kept["shelf"]


def lesson_or_404(slug):
    lesson = shelf().by_slug.get(slug)
    if lesson is None:
        raise Http404("There is no such lesson.")
    return lesson


def _changed_at():
    files = _kept["shelf"].files if _kept["shelf"] else ()
    paths = [*FOLDER.rglob("*.*"), *(ROOT / name for name in files)]
    return sum(path.stat().st_mtime_ns for path in paths if path.is_file())
