"""Every page that a link leads to: it exists, anybody can use it, it fits a phone."""

import re
from collections import Counter
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from apps.forum.management.commands.load_demo import PASSWORD
from tests.addresses import addresses

# Who walks through the demo community.
PEOPLE = {"guest": None, "member": "lin", "owner": "grace"}
# How many pages of one address are looked at: the first ones that links lead to.
ENOUGH = 3
# Addresses that no link leads to: they act, or a letter leads to them.
WITHOUT_LINK = {
    "accounts:confirmation_resend",
    "accounts:email_confirm",
    "accounts:email_restore",
    "accounts:face",
    "accounts:invitation_withdraw",
    "accounts:joining_detail",
    "accounts:logout",
    "accounts:password_change_done",
    "accounts:password_reset_complete",
    "accounts:password_reset_confirm",
    "accounts:password_reset_done",
    # Buttons and forms of classes; and what only who learns in one can do.
    "course:class_board_create",
    "course:classroom_end",
    "course:classroom_join",
    "course:classroom_leave",
    "course:classroom_reopen",
    "course:code_close",
    "course:code_renew",
    "course:key_create",
    "course:key_withdraw",
    "course:learner_remove",
    "course:claim_create",  # a program sends there
    # Buttons; and what has changed in a lesson since somebody read it.
    "course:lab_hint",
    "course:lab_solution",
    "course:lesson_answer",
    "course:lesson_changes",
    "course:lesson_read",
    "forum:comment_put_back",
    "forum:comment_history",  # of a comment that was changed
    # Of those who have a draft.
    "forum:draft_delete",
    "forum:draft_list",
    "forum:name_list",  # a script asks it
    "notifications:mail_unsubscribe",
    # In a comment, and only a script asks for it.
    "forum:picture_create",
    "forum:picture_delete",  # of those who have one in no comment
    "forum:picture_file",
    # Programs find these, in the head of a page or by their names.
    "forum:board_feed",
    "forum:member_feed",
    "forum:site_feed",
    "forum:sitemap_index",
    "forum:sitemap_places",
    "forum:sitemap_topics",
    "forum:topic_feed",
    "look:favicon",
    "look:robots",
    "look:security",
    "look:healthz",
    "look:mail_detail",
    "look:mail_list",
    "look:readyz",
    "look:styleguide",
    # Buttons, and what is there only after one was pressed.
    "accounts:account_return",
    "accounts:archive_create",
    "accounts:archive_download",
    "accounts:avatar_delete",
    "accounts:session_end",
    "accounts:session_end_others",
    "forum:announcement_dismiss",
    "forum:bookmark_edit",  # of those who keep something
    "forum:comment_bookmark",
    "forum:comment_react",
    "forum:comment_solve",
    "forum:unread_clear",
    "forum:board_watch",
    "forum:topic_watch",
    "notifications:notification_read",
    "notifications:notification_read_all",
    "moderation:case_release",
    "moderation:report_create",  # for those who moderate nothing
    "xray:recording_switch",
    "xray:trace_keep",
    "xray:trace_remove",
}
# Twenty pages later a trace is gone: it is opened at once, and tests/browser/test_xray.py
# looks at it.
TRACE = re.compile(r"/xray/[0-9a-f]{16}")
ALSO = ["/", "/styleguide/", "/mail/"]
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}
# What axe-core looks for. In the dark only colours are different.
ALL = {"resultTypes": ["violations"]}
SCHEMES = {"light": ALL, "dark": ALL | {"runOnly": ["color-contrast"]}}
LOUD = {"error", "warning"}
# The back office's own style fades from light to dark.
END_TRANSITIONS = "document.getAnimations().forEach((one) => one.finish())"
IS_TOO_WIDE = "document.scrollingElement.scrollWidth > window.innerWidth"


@pytest.fixture(scope="module", params=PEOPLE)
def visit(request, chromium, development):
    """A browser of one of these people, and every page that they find."""
    context = chromium.new_context(base_url=development)
    if name := PEOPLE[request.param]:
        sign_in(context, name)
    own_page = [f"/members/{name}/"] if name else []
    yield context, crawl(context, development, [*own_page, *ALSO])
    context.close()


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


def test_every_link_leads_somewhere(visit):
    _, found = visit
    assert {path: one.status for path, one in found.items() if one.status >= 400} == {}


def test_every_address_is_linked(visit, request):
    if "owner" in request.node.name:
        _, found = visit
        named = {address.name for address in addresses()} - WITHOUT_LINK
        guest_only = {
            "accounts:login",
            "accounts:register",
            "accounts:password_reset",
            "course:question_create",  # who is signed in asks below the lesson itself
        }
        assert named - {one.name for one in found.values()} - guest_only == set()


def test_everybody_can_use_every_page(visit, subtests):
    context, found = visit
    look_at(context, pages_of(found), subtests)


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
        for size in SIZES:
            page.set_viewport_size(SIZES[size])
            with subtests.test(path=path, size=size):
                assert not page.evaluate(IS_TOO_WIDE), "wider than the screen"
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate(END_TRANSITIONS)
            with subtests.test(path=path, scheme=scheme):
                results = Axe().run(page, options=rules)
                assert results.violations_count == 0, results.generate_report()
        # No error of a script, nothing refused by the content security policy.
        with subtests.test(path=path, says="nothing"):
            assert complaints == []
    page.close()


def pages_of(found):
    """Give the paths that show a page of their own.

    A picture is none: it may run nothing (its policy is `sandbox`), so axe-core would
    wait in it for ever.
    """
    shown = [path for path, one in found.items() if one.is_page and one.status == 200]
    return [path for path in shown if not TRACE.match(path)]
