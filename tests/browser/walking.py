"""Every page that a link leads to: it exists, anybody can use it, it fits a phone.

Who walks has a file of their own (test_as_….py), so that two processes share the way.
"""

import re
from collections import Counter
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.urls import Resolver404, resolve

from apps.forum.management.commands.load_demo import PASSWORD

# How many pages of one address are looked at: the first ones that links lead to.
ENOUGH = 3
# Twenty pages later a trace is gone: it is opened at once, and tests/browser/test_xray.py
# looks at it.
TRACE = re.compile(r"/xray/[0-9a-f]{16}")
ALSO = ["/", "/styleguide/", "/mail/"]
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}
# What axe-core looks for. In the dark only colours are different.
ALL = {"resultTypes": ["violations"]}
SCHEMES = {"light": ALL, "dark": ALL | {"runOnly": ["color-contrast"]}}
RUN_AXE = "rules => axe.run(rules)"
LOUD = {"error", "warning"}
# The back office's own style fades from light to dark.
END_TRANSITIONS = "document.getAnimations().forEach((one) => one.finish())"
IS_TOO_WIDE = "document.scrollingElement.scrollWidth > window.innerWidth"


class EveryPage:
    """A walk of one person's through the demo community, from link to link."""

    NAME = None

    @pytest.fixture(scope="class")
    @classmethod
    def context(cls, chromium, development):
        context = chromium.new_context(base_url=development)
        if cls.NAME:
            sign_in(context, cls.NAME)
        yield context
        context.close()

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, context, development):
        """Every page that they find."""
        own_page = [f"/members/{cls.NAME}/"] if cls.NAME else []
        return crawl(context, development, [*own_page, *ALSO])

    def test_every_link_leads_somewhere(self, found):
        dead = {path: one.status for path, one in found.items() if one.status >= 400}
        assert dead == {}, dead

    def test_everybody_can_use_every_page(self, context, found, subtests):
        look_at(context, pages_of(found), subtests)


def sign_in(context, name):
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    assert page.locator("header summary").count(), f"{name} is not signed in"
    page.close()


class Found(NamedTuple):
    """What a link leads to: how the address is called, and what it answers."""

    name: str
    status: int
    is_page: bool


def crawl(context, site, waiting):
    """Follow the links; give what each path leads to."""
    found, seen = {}, Counter()
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if path in found or name is None or seen[name] >= ENOUGH:
            continue
        response = context.request.get(path, max_redirects=0)
        is_page = response.headers.get("content-type", "").startswith("text/html")
        found[path] = Found(name, response.status, is_page)
        seen[name] += 1
        if target := response.headers.get("location"):
            waiting = [*links([target], site + path), *waiting]
        elif is_page:
            page = html5lib.parse(response.text(), namespaceHTMLElements=False)
            hrefs = [element.get("href", "") for element in page.iter("a")]
            led_to = list(links(hrefs, site + path))
            soon = [each for each in led_to if TRACE.match(each)]
            waiting = [*soon, *waiting, *led_to]
    return found


def links(hrefs, base):
    """Give the paths on the same site that these lead to from here."""
    for href in hrefs:
        target = urlsplit(urljoin(base, href))
        if base.startswith(f"{target.scheme}://{target.netloc}/"):
            yield target.path + (f"?{target.query}" if target.query else "")


def name_of(path):
    """Give the name of one of our addresses; nothing for the back office's."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return path
    return None if match.app_name == "admin" else match.view_name


def look_at(context, paths, subtests):
    """What axe-core finds, in both schemes; what scrolls sideways; what the console says.

    Each page is opened once and looked at in all these ways: opening them is what
    takes the time.
    """
    page = context.new_page()
    complaints = []
    page.on("console", lambda said: said.type in LOUD and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in paths:
        complaints.clear()
        page.goto(path)
        page.evaluate(AXE_SCRIPT)
        for size in SIZES:
            page.set_viewport_size(SIZES[size])
            with subtests.test(path=path, size=size):
                assert not page.evaluate(IS_TOO_WIDE), "wider than the screen"
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate(END_TRANSITIONS)
            with subtests.test(path=path, scheme=scheme):
                results = AxeResults(page.evaluate(RUN_AXE, rules))
                assert results.violations_count == 0, results.generate_report()
        # No error of a script, nothing refused by the content security policy.
        with subtests.test(path=path, says="nothing"):
            assert complaints == [], complaints
    page.close()


def pages_of(found):
    """Give the paths that show a page of their own.

    A picture is none: it may run nothing (its policy is `sandbox`), so axe-core would
    wait in it for ever.
    """
    shown = [path for path, one in found.items() if one.is_page and one.status == 200]
    return [path for path in shown if not TRACE.match(path)]
