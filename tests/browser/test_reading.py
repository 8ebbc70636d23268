"""What scripts add for those who read much: keys, and buttons that answer in place."""

import pytest
from playwright.sync_api import expect

from apps.forum.management.commands.load_demo import PASSWORD

from .person import Person

TOPIC = "/forum/boards/first-steps/"


@pytest.fixture
def lin(chromium, development, artifacts):
    desk = {"viewport": {"width": 1280, "height": 800}}
    with Person(chromium, development, artifacts, **desk) as person:
        sign_in(person)
        yield person


@pytest.fixture
def lin_without_script(chromium, development, artifacts):
    plain = {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}}
    with Person(chromium, development, artifacts, **plain) as person:
        sign_in(person)
        yield person


def sign_in(person):
    person.open("/accounts/login/")
    person.fill("Username", "lin")
    person.fill("Password", PASSWORD)
    person.press("Sign in")


def open_topic(person):
    """Open a topic with an answer that somebody else wrote; give that comment."""
    person.open(TOPIC)
    person.page.locator(".topic__title a").last.click()
    person.page.wait_for_url("**/forum/topics/*/**")
    person.page.wait_for_load_state()  # scripts have begun
    comments = person.page.locator(".comment:has(.reactions__more)")
    return person.page.locator(f"#{comments.last.get_attribute('id')}")


class KeyTests:
    def test_help_opens_and_closes(self, lin):
        lin.open("/forum/")
        lin.page.keyboard.press("?")
        dialog = lin.page.get_by_role("dialog")
        expect(dialog).to_contain_text("The next unread topic")
        lin.picture("shortcuts")
        lin.page.keyboard.press("j")  # nothing happens behind it
        lin.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

    def test_stepping_through_a_topic(self, lin):
        open_topic(lin)
        first, second = (lin.page.locator(".comment").nth(n) for n in range(2))
        for key, comment in [("j", first), ("j", second), ("k", first)]:
            lin.page.keyboard.press(key)
            expect(comment).to_be_focused()

    def test_stepping_through_rows_and_opening_one(self, lin):
        lin.open("/forum/topics/")
        lin.page.keyboard.press("j")
        lin.page.keyboard.press("j")
        link = lin.page.locator(".topic__title a").nth(1)
        expect(link).to_be_focused()
        address = link.get_attribute("href")
        lin.page.keyboard.press("Enter")
        lin.page.wait_for_url(f"**{address}")

    def test_letters_that_lead_on(self, lin):
        lin.open("/")
        lin.page.keyboard.type("gu")
        lin.page.wait_for_url("**/forum/unread/")
        lin.page.keyboard.press("/")
        lin.page.wait_for_url("**/forum/search/")

    def test_not_while_typing(self, lin):
        open_topic(lin)
        lin.page.keyboard.press("r")
        field = lin.page.get_by_label("Your text")
        expect(field).to_be_focused()
        lin.page.keyboard.type("gf?j/")
        expect(field).to_have_value("gf?j/")
        expect(lin.page.get_by_role("dialog")).to_have_count(0)


class MarkTests:
    def test_reaction_and_bookmark_in_place(self, lin):
        comment = open_topic(lin)
        lin.page.evaluate("window.isTheSamePage = true")
        comment.locator("summary").click()
        comment.get_by_role("button", name="Insightful").click()
        pressed = comment.get_by_role("button", name="Insightful", pressed=True)
        expect(pressed).to_be_focused()
        comment.get_by_role("button", name="Bookmark").click()
        expect(comment.get_by_role("button", name="Bookmarked")).to_be_focused()
        lin.picture("reacted")
        pressed.click()
        expect(comment.get_by_role("button", pressed=True)).to_have_count(1)
        comment.get_by_role("button", name="Bookmarked").click()
        expect(comment.get_by_role("button", pressed=True)).to_have_count(0)
        assert lin.page.evaluate("window.isTheSamePage")

    def test_the_same_without_a_script(self, lin_without_script):
        comment = open_topic(lin_without_script)
        comment.locator("summary").click()
        comment.get_by_role("button", name="Insightful").click()
        comment.get_by_role("button", name="Insightful", pressed=True).click()
        expect(comment.get_by_role("button", pressed=True)).to_have_count(0)
        comment.get_by_role("button", name="Bookmark").click()
        lin_without_script.picture("kept")
        comment.get_by_role("button", name="Bookmarked").click()
        expect(comment.get_by_role("button", name="Bookmarked")).to_have_count(0)
