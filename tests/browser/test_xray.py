"""X-ray as somebody uses it: from a page to its journey, and to the line that made a part."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from .walking import ALL, IS_TOO_WIDE, SIZES, look_at, sign_in

UNFOLD = (
    "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
)
TOPIC = "/forum/topics/1/"


@pytest.fixture(scope="module")
def context(chromium, development):
    context = chromium.new_context(base_url=development)
    sign_in(context, "lin")
    yield context
    context.close()


@pytest.fixture
def page(context):
    """A page of the forum's, opened up by the link at its foot."""
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: said.type == "error" and page.complaints.append(said.text),
    )
    page.goto(TOPIC)
    page.get_by_role("link", name="X-ray: how was this page made?").click()
    # A click does not wait for the style of the page that it leads to.
    page.wait_for_url("**/xray/*/")
    assert page.locator("h1").inner_text() == "How was this page made?"
    yield page
    assert page.complaints == []
    page.close()


def test_everybody_can_use_its_pages(page, context, subtests):
    trace = page.url.removesuffix("/").rpartition("/")[2]
    pages = ["", "elements/", "queries/1/", "source/?template=0"]
    look_at(context, ["/xray/", *(f"/xray/{trace}/{p}" for p in pages)], subtests)


def test_what_is_folded_can_be_used_as_well(page):
    page.evaluate(UNFOLD)
    for size in SIZES.values():
        page.set_viewport_size(size)
        assert not page.evaluate(IS_TOO_WIDE)
    results = Axe().run(page, options=ALL)
    assert results.violations_count == 0, results.generate_report()


def test_chooser_can_be_used_as_well(page):
    choosing(page)
    page.keyboard.press("ArrowDown")
    for size in SIZES.values():
        page.set_viewport_size(size)
        assert not page.evaluate(IS_TOO_WIDE)
    results = Axe().run(page, options=ALL)
    assert results.violations_count == 0, results.generate_report()


def test_it_names_model_view_and_template(page):
    answer = page.locator(".xray__answer").inner_text()
    for word in "runserver", "topic_detail", "Topic", "topic_detail.html":
        assert word in answer


def test_hop_leads_to_its_room(page):
    page.locator(".journey__hops a", has_text="View: topic_detail").click()
    assert page.url.endswith("#room-view")
    assert "def topic_detail(request, pk)" in page.locator("#room-view").inner_text()


def open_elements(page):
    page.get_by_role("link", name="Choose an element of the page").click()
    page.wait_for_url("**/elements/")


def choosing(page):
    open_elements(page)
    page.get_by_role("button", name="Show the page here").click()
    page.locator(".chooser__page").wait_for()
    return page.locator(".chooser__found")


def test_choosing_by_pointer(page):
    found = choosing(page)
    box = page.locator(".chooser__page").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    said = found.inner_text()
    assert re.search(r"was written by line \d+ of", said)
    assert page.locator(".made__line--chosen").count() == 1
    assert "elements/" in page.url, "nothing in the copy does anything"
    assert page.locator(".notice--warning").count() == 0, "the same page"


def test_choosing_by_keyboard(page):
    found = choosing(page)
    page.keyboard.press("ArrowDown")
    first = found.locator("h2").inner_text()
    page.keyboard.press("ArrowRight")
    assert found.locator("h2").inner_text()
    page.keyboard.press("ArrowLeft")
    assert found.locator("h2").inner_text() == first
    page.get_by_role("button", name="Around").click()
    assert found.locator("h2").inner_text() == "<body>"


def test_what_is_chosen_is_what_the_trace_says(page):
    """Walk through the copy; each line is that of the recorded element."""
    found = choosing(page)
    trace = page.request.get(
        page.locator("[data-xray-chooser]").get_attribute("data-trace")
    ).json()
    recorded = [(tag, line) for tag, _, _, line, _ in trace["page"]["elements"]]
    page.keyboard.press("ArrowDown")
    for key in ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight"]:
        page.keyboard.press(key)
        tag = found.locator("h2").inner_text().strip("<>")
        number = int(re.search(r"by line (\d+)", found.inner_text())[1])
        assert (tag, number) in recorded


def test_page_that_has_changed_is_not_guessed_at(page):
    open_elements(page)

    def changed(route):
        answer = route.fetch()
        text = answer.text().replace("<main", "<section><p>new</p></section><main", 1)
        route.fulfill(response=answer, body=text)

    page.route(f"**{TOPIC}", changed)
    page.get_by_role("button", name="Show the page here").click()
    page.locator(".notice--warning").wait_for()
    assert "has changed since" in page.locator(".notice--warning").inner_text()


def test_copy_leaves_no_trace(page):
    choosing(page)
    page.goto("/xray/")
    listed = page.locator(".traces__one", has_text=TOPIC).count()
    page.go_back()
    choosing_again = page.get_by_role("button", name="Show the page here")
    choosing_again.click()
    page.locator(".chooser__page").wait_for()
    page.goto("/xray/")
    assert page.locator(".traces__one", has_text=TOPIC).count() == listed
