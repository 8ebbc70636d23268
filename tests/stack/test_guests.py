"""The second for which nginx keeps a guest's page."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from .machine import until
from .upstream import page

GUEST = "X-Accel-Expires: 1"


@pytest.fixture
def numbered(door):
    """Pages with a new number each time that the application is asked."""
    numbers = count(1)

    def use(*headers):
        door.upstream.answer = lambda environ: page(
            *headers, body=b"page %d" % next(numbers)
        )

    use(GUEST)
    door.pages = use
    return door


def test_second_guest_gets_the_page_of_the_first(numbered):
    answers = [numbered.ask("/forum/?a") for _ in range(3)]
    assert {answer.body for answer in answers} == {b"page 1"}
    assert [a.headers["X-Cache"] for a in answers] == ["MISS", "HIT", "HIT"]


def test_page_is_made_anew_after_a_second(numbered):
    assert numbered.ask("/forum/?b").body == b"page 1"
    fresh = until(
        lambda: (a := numbered.ask("/forum/?b")).body == b"page 2" and a, seconds=3
    )
    assert fresh.headers["X-Cache"] == "EXPIRED"


def test_each_answer_has_its_own_id(door):
    door.upstream.answer = lambda environ: page(
        GUEST, f"X-Request-ID: {environ['REQUEST_ID']}"
    )
    answers = [door.ask("/forum/?c") for _ in range(2)]
    assert len(door.upstream.seen) == 1
    ids = [answer.headers.get_all("X-Request-ID") for answer in answers]
    assert len(ids[0]) == len(ids[1]) == 1
    assert ids[0] != ids[1]


def test_browser_is_not_told_about_the_cache(numbered):
    assert "X-Accel-Expires" not in numbered.ask("/forum/?d").headers


@pytest.mark.parametrize(
    "headers",
    [
        [],
        ["Cache-Control: public, max-age=60"],
        ["Expires: Thu, 31 Dec 2037 23:55:55 GMT"],
        ["Cache-Control: private"],
        [GUEST, "Set-Cookie: csrftoken=1"],
        [GUEST, "Vary: *"],
    ],
)
def test_page_that_is_not_for_all_is_not_kept(numbered, headers):
    numbered.pages(*headers)
    path = f"/not-kept/?{'&'.join(headers)}".replace(" ", "")
    assert numbered.ask(path).body == b"page 1"
    assert numbered.ask(path).body == b"page 2"


@pytest.mark.parametrize(
    "cookie",
    [
        "sessionid=abc",
        "sessionid=0",
        "messages=abc",
        "theme=dark",
        "xray=abc",
        "a=1; theme=dark; b=2",
        "a=1;sessionid=abc",
        'sessionid="abc"',
    ],
)
def test_personal_cookie_passes_the_cache(numbered, cookie):
    path = f"/personal/?{cookie}".replace(" ", "")
    assert numbered.ask(path).body == b"page 1"
    answer = numbered.ask(path, Cookie=cookie)
    assert (answer.body, answer.headers["X-Cache"]) == (b"page 2", "BYPASS")
    # And what was made for that person is not given to the next guest.
    assert numbered.ask(path).body in {b"page 1", b"page 3"}


def test_other_cookies_do_not_matter(numbered):
    assert numbered.ask("/forum/?e").body == b"page 1"
    assert numbered.ask("/forum/?e", Cookie="consent=yes").body == b"page 1"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_changes_something_is_always_done(numbered, method):
    path = f"/change/?{method}"
    assert numbered.ask(path, method).body == b"page 1"
    assert numbered.ask(path, method).body == b"page 2"


def test_pages_differ_by_method_name_and_address(numbered):
    asked = [
        numbered.ask("/f/?1"),
        numbered.ask("/f/?2"),
        numbered.ask("/f/", "HEAD"),
        numbered.ask("/f/"),
        numbered.ask("/f/", Host=f"localhost:{numbered.port}"),
    ]
    assert [answer.headers["X-Cache"] for answer in asked] == ["MISS"] * 5


def test_crowd_costs_one_page(door):
    """Fifty ask before the first answer is there: one asks Django, the others wait."""
    may_answer = threading.Event()

    def slowly(environ):
        assert may_answer.wait(20)
        return page(GUEST, body=b"for all of you")

    door.upstream.answer = slowly
    with ThreadPoolExecutor(50) as crowd:
        asked = [crowd.submit(door.ask, "/crowd/") for _ in range(50)]
        until(lambda: door.upstream.seen)
        may_answer.set()
        answers = [each.result() for each in asked]
    assert {answer.body for answer in answers} == {b"for all of you"}
    assert len(door.upstream.seen) == 1


def test_crowd_does_not_wait_for_the_next_page(numbered):
    """While a page is made anew, the others get the one of a second ago."""
    assert numbered.ask("/stale/").body == b"page 1"
    may_answer = threading.Event()
    asked_again = threading.Event()

    def slowly(environ):
        asked_again.set()
        assert may_answer.wait(20)
        return page(GUEST, body=b"new")

    numbered.upstream.answer = slowly
    with ThreadPoolExecutor(1) as someone:

        def somebody_waits():
            return numbered.upstream.seen[1:] or None

        first = None
        while first is None or (first.done() and first.result().body == b"page 1"):
            first = someone.submit(numbered.ask, "/stale/")
            until(lambda: first.done() or somebody_waits())  # noqa: B023 it is awaited
        others = [numbered.ask("/stale/") for _ in range(3)]
        may_answer.set()
        assert first.result().body == b"new"
    assert {answer.body for answer in others} == {b"page 1"}
    assert {answer.headers["X-Cache"] for answer in others} == {"UPDATING"}


def test_probes_are_not_kept(door):
    door.upstream.answer = lambda environ: page(GUEST)
    for _ in range(2):
        door.ask("/healthz")
        door.ask("/readyz")
    assert len(door.upstream.seen) == 4
