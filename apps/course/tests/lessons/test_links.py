"""Every link of a lesson: on the page, on the site, and out into the web.

Nothing is asked over the network: whether a source is still there is nothing that a
change here could break. What is looked at is that its address is one that lasts.
"""

import dataclasses
import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from apps.course.lessons.shelf import shelf
from tests.addresses import ROOT

LESSONS = shelf().lessons
# Fields that hold code, which is shown and not followed.
CODE = {"excerpts", "before", "after", "commands", "lab"}
# How those are written that are named most; each of another kind is a slip.
RIGHT = {
    "www.rfc-editor.org": r"/rfc/rfc\d{3,5}(#(section|appendix)-[0-9A-Z.]*[0-9A-Z])?",
    "peps.python.org": r"/pep-\d{4}/(#[a-z-]+)?",
    "docs.python.org": r"/3/[a-z]+/[\w.-]+\.html(#[\w.-]+)?",
    # The line that this site runs on: what another one says may not be so here.
    "docs.djangoproject.com": r"/en/5\.2/([\w-]+/)*(#[\w.-]+)?",
    # A file as it was, not as it may become.
    "github.com": r"/[\w-]+/[\w.-]+(/(blob|tree)/[\w.-]+/[\w./-]+)?",
}


def texts(thing):
    """Give all HTML of a lesson: what is revealed and explained, too."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, (list, tuple)):
        for each in thing:
            yield from texts(each)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            if field.name not in CODE:
                yield from texts(getattr(thing, field.name))


def links(lesson):
    html = " ".join(texts(lesson.parts))
    return sorted({unescape(href) for href in re.findall(r'href="([^"]*)"', html)})


def outward(lesson):
    return [href for href in links(lesson) if not href.startswith(("/", "#"))]


def sources():
    """Give the hosts that docs/lessons.md names as sources."""
    text = (ROOT / "docs/lessons.md").read_text()
    listed = text.partition("## Sources")[2].partition("\n## ")[0]
    return set(re.findall(r"^- `([^`]+)`", listed, re.M))


@pytest.fixture(scope="module")
def answers():
    """What pages answer, each asked for once."""
    return {}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
class LinkTests:
    @pytest.mark.django_db
    def test_on_the_site_it_leads_to_a_page_and_to_a_place_on_it(self, lesson, answers):
        here = lesson.get_absolute_url()
        for href in links(lesson):
            address, _, anchor = href.partition("#")
            path = address or here
            if not path.startswith("/"):
                continue
            if path not in answers:
                answers[path] = Client().get(path)
            answer = answers[path]
            # Some pages are for members: a guest is asked to sign in.
            assert answer.status_code in {200, 302}, f"{href}: {answer.status_code}"
            if anchor and answer.status_code == 200:
                assert f'id="{anchor}"' in answer.content.decode(), f"{href}: no place"

    def test_out_of_the_site_it_is_https_and_a_listed_source(self, lesson):
        for href in outward(lesson):
            parts = urlsplit(href)
            assert parts.scheme == "https", href
            assert re.fullmatch(r"[!-~]+", href) and parts.netloc == parts.hostname
            assert parts.hostname in sources(), f"{href}: not in docs/lessons.md"
            assert "utm_" not in parts.query, href
            if pattern := RIGHT.get(parts.hostname):
                assert re.fullmatch(pattern, href.partition(parts.hostname)[2]), href
