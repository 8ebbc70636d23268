"""The back office without script, in light and dark, on a desk and on a phone."""

import pytest

from tests.browser.walking import look_at, sign_in

LISTS = "/admin/forum/topic/", "/admin/forum/comment/", "/admin/accounts/user/"
PAGES = [
    *LISTS,
    "/admin/forum/topic/?closed=no&reported=never&created_from=2026-13-45",
    "/admin/forum/comment/?links=yes&tick=1",
    "/admin/moderation/batch/add/?of=topic&act=move&which=all&conditions=closed%3Dyes",
    "/admin/moderation/batch/add/?of=member&act=block&which=all&conditions=role%3Dno",
    "/admin/moderation/batch/",
    "/admin/moderation/savedsearch/",
]


@pytest.fixture(scope="module")
def owner(chromium, development):
    context = chromium.new_context(base_url=development)
    sign_in(context, "grace")
    yield context
    context.close()


def test_everybody_can_use_it(owner, subtests):
    look_at(owner, PAGES, subtests)


def test_all_that_is_found_is_closed_and_undone(owner, chromium, development):
    """With the keyboard alone and without script."""
    context = chromium.new_context(
        base_url=development,
        storage_state=owner.storage_state(),
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto("/admin/forum/topic/")
    page.get_by_label("Words").focus()
    page.keyboard.type("socket")
    page.keyboard.press("Enter")
    page.wait_for_url("**words=socket**")
    page.get_by_label("Do:").focus()
    page.keyboard.type("Pin")
    press(page, "button", "with all that is found")
    page.get_by_label("In your own words").focus()
    page.keyboard.type("Worth reading.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    assert "0 done" not in page.get_by_role("status").inner_text()
    press(page, "link", "Undo all of it")
    page.get_by_label("In your own words").focus()
    page.keyboard.type("A mistake.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    assert "left out" not in page.get_by_role("status").inner_text()
    context.close()


def press(page, role, name):
    page.get_by_role(role, name=name).focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
