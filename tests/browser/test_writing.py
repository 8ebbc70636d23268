"""Writing in a real browser: names offered, previews, and words that are never lost."""

import re
import secrets

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from apps.forum.management.commands.load_demo import PASSWORD

from .walking import sign_in

DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
KEPT = re.compile(r"Draft kept at \d\d:\d\d\.")


class Writer:
    """A member of the demo community in front of a form."""

    def __init__(self, context, site, artifacts):
        self.context, self.site, self.artifacts = context, site, artifacts
        sign_in(context, "lin")
        self.page = context.new_page()
        self.page.goto("/forum/topics/")
        self.topic = self.page.locator(".topic__title a").first.get_attribute("href")

    def open(self, address=""):
        self.page.goto(address or f"{self.topic}reply/")

    @property
    def field(self):
        return self.page.get_by_label("Your text")

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def type(self, text):
        self.field.press("ControlOrMeta+End")
        self.field.press_sequentially(text)

    def look(self, name):
        """Take a picture, and see that everybody can use the page as it is now."""
        self.page.screenshot(path=self.artifacts / f"{name}.png", full_page=True)
        results = Axe().run(self.page)
        assert results.violations_count == 0, results.generate_report()

    def lose_session(self):
        self.context.clear_cookies(name="sessionid")

    def sign_in_here(self):
        self.page.get_by_label("Username").fill("lin")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")

    def new_page(self):
        self.page.close()
        self.page = self.context.new_page()


@pytest.fixture
def words():
    return f"Half a thought, {secrets.token_hex(4)}"


@pytest.fixture
def make_writer(chromium, site, artifacts):
    contexts = []

    def make(**options):
        context = chromium.new_context(base_url=site, **options)
        contexts.append(context)
        writer = Writer(context, site, artifacts)
        writer.open("/forum/drafts/")
        while writer.page.get_by_role("link", name=re.compile("^Delete: ")).count():
            writer.page.get_by_role("link", name=re.compile("^Delete: ")).first.click()
            writer.press("Delete it")
        return writer

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def writer(request, make_writer):
    return make_writer(**request.param)


@pytest.fixture
def plain_writer(make_writer):
    """The same without scripts."""
    return make_writer(java_script_enabled=False, **PHONE)


class NamesTests:
    def test_chosen_with_the_keyboard(self, writer):
        writer.open()
        writer.type("Ask (@l")
        options = writer.page.get_by_role("option")
        expect(options.first).to_be_visible()
        writer.look("names")
        writer.field.press("ArrowDown")
        writer.field.press("ArrowUp")
        chosen = options.first.locator("bdi").first.inner_text()
        active = writer.field.get_attribute("aria-activedescendant")
        assert active == options.first.get_attribute("id")
        expect(options.first).to_have_attribute("aria-selected", "true")
        writer.field.press("Enter")
        expect(writer.field).to_have_value(f"Ask ({chosen} ")
        expect(options).to_have_count(0)
        assert not writer.field.get_attribute("aria-activedescendant")

    def test_chosen_with_the_pointer(self, writer):
        writer.open()
        writer.type("@ada")
        writer.page.get_by_role("option").first.click()
        expect(writer.field).to_have_value("@ada ")
        expect(writer.field).to_be_focused()

    def test_escape_and_no_name(self, writer):
        writer.open()
        writer.type("a@ada")
        writer.page.wait_for_timeout(500)
        expect(writer.page.get_by_role("option")).to_have_count(0)
        writer.type(" @ada")
        expect(writer.page.get_by_role("option").first).to_be_visible()
        writer.field.press("Escape")
        expect(writer.page.get_by_role("option")).to_have_count(0)
        writer.field.press("Enter")
        expect(writer.field).to_have_value("a@ada @ada\n")


class PreviewTests:
    def test_in_place(self, writer, words):
        writer.open(writer.topic)
        writer.type(f"*{words}* for @ada")
        writer.press("Preview")
        preview = writer.page.locator("#preview")
        expect(preview.locator("em")).to_have_text(words)
        expect(preview.locator("a.mention")).to_have_text("@ada")
        expect(preview).to_be_focused()
        assert writer.page.url.endswith(writer.topic)
        expect(writer.field).to_have_value(f"*{words}* for @ada")
        writer.look("preview")

    def test_without_a_connection_the_words_stay(self, writer, words):
        writer.open()
        writer.type(words)
        writer.context.set_offline(True)
        writer.press("Preview")
        expect(writer.page.get_by_role("alert")).to_contain_text("no connection")
        expect(writer.field).to_have_value(words)

    def test_without_scripts(self, plain_writer, words):
        plain_writer.open(plain_writer.topic)
        plain_writer.field.fill(f"*{words}*")
        plain_writer.press("Preview")
        expect(plain_writer.page.locator("#preview em")).to_have_text(words)
        expect(plain_writer.field).to_have_value(f"*{words}*")
        plain_writer.press("Send")
        expect(plain_writer.page.locator(".comment em").last).to_have_text(words)


class DraftTests:
    def test_kept_while_typing_and_gone_when_sent(self, writer, words):
        writer.open()
        writer.type(words)
        expect(writer.page.get_by_text(KEPT)).to_be_visible()
        writer.look("kept")
        writer.new_page()
        writer.open(writer.topic)
        expect(writer.field).to_have_value(words)
        writer.press("Send")
        expect(writer.page.locator("main")).to_contain_text(words)
        expect(writer.field).to_have_value("")
        writer.open("/forum/drafts/")
        expect(writer.page.locator("main")).to_contain_text("No drafts")

    def test_tab_closed_without_a_connection(self, writer, words):
        writer.open()
        writer.type("First")
        expect(writer.page.get_by_text(KEPT)).to_be_visible()
        writer.context.set_offline(True)
        writer.type(f" {words}")
        expect(writer.page.get_by_text("There is no connection.")).to_be_visible(
            timeout=15_000
        )
        writer.new_page()
        writer.context.set_offline(False)
        writer.open()
        expect(writer.field).to_have_value(f"First {words}")
        expect(writer.page.get_by_text("is back")).to_be_visible()
        writer.new_page()
        writer.open()
        expect(writer.field).to_have_value(f"First {words}")

    def test_sent_while_typing_does_not_come_back(self, writer, words):
        writer.open()
        writer.type(words)
        writer.press("Send")
        expect(writer.page.locator(".comments")).to_contain_text(words)
        expect(writer.field).to_have_value("")
        writer.open()
        writer.page.wait_for_timeout(1_000)
        expect(writer.field).to_have_value("")

    def test_sent_soon_after_it_was_kept(self, writer, words):
        writer.open()
        writer.type(words)
        expect(writer.page.get_by_text(KEPT)).to_be_visible()
        writer.type(", and the rest of it")
        writer.press("Send")
        expect(writer.page.locator(".comment").last).to_contain_text("the rest of it")
        for _ in range(100):
            if not writer.page.evaluate("localStorage.length"):
                break
            writer.page.wait_for_timeout(100)
        expect(writer.page.get_by_text("other words of yours")).to_have_count(0)

    def test_tags_that_were_ticked_are_kept(self, writer, words):
        writer.open("/forum/boards/django/new/")
        writer.type(words)
        expect(writer.page.get_by_text(KEPT)).to_be_visible()
        # Without a connection they lie in this browser only.
        writer.context.set_offline(True)
        writer.page.get_by_label("nginx").check()
        writer.new_page()
        writer.context.set_offline(False)
        writer.open("/forum/boards/django/new/")
        expect(writer.page.get_by_text("What you had written")).to_be_visible()
        expect(writer.page.get_by_label("nginx")).to_be_checked()
        # And now the server has them.
        writer.page.evaluate("localStorage.clear()")
        writer.open("/forum/boards/django/new/")
        expect(writer.field).to_have_value(words)
        expect(writer.page.get_by_label("nginx")).to_be_checked()

    def test_session_ends_while_typing(self, writer, words):
        writer.open()
        writer.lose_session()
        writer.type(words)
        expect(writer.page.get_by_text("Sign in to take part.")).to_be_visible()
        writer.press("Send")
        expect(writer.page.get_by_role("alert")).to_contain_text("come with you")
        writer.look("signed out")
        writer.press("Sign in and go on")
        writer.look("signing in")
        writer.sign_in_here()
        expect(writer.field).to_have_value(words)

    def test_signed_in_again_in_another_window(self, writer, words):
        writer.open()
        writer.lose_session()
        sign_in(writer.context, "lin")
        writer.type(words)
        expect(writer.page.get_by_text(KEPT)).to_be_visible()
        writer.press("Send")
        expect(writer.page.locator(".comments")).to_contain_text(words)

    def test_other_words_meanwhile(self, writer, words):
        writer.open()
        writer.context.set_offline(True)
        writer.type(words)
        expect(writer.page.get_by_text("There is no connection.")).to_be_visible()
        writer.new_page()
        writer.context.set_offline(False)
        elsewhere = writer.context.browser.new_context(base_url=writer.site)
        sign_in(elsewhere, "lin")
        phone = elsewhere.new_page()
        phone.goto(f"{writer.topic}reply/")
        phone.get_by_label("Your text").fill("From my phone")
        phone.get_by_role("button", name="Keep as draft").click()
        expect(phone.get_by_text("Your draft is kept.")).to_be_visible()
        elsewhere.close()
        writer.open()
        expect(writer.field).to_have_value("From my phone")
        writer.press("Put them below")
        expect(writer.field).to_have_value(f"From my phone\n\n{words}")


class ChangeTests:
    def test_what_was_changed_and_taken_back_and_put_back(self, writer, words):
        writer.open()
        writer.type(words)
        writer.press("Send")
        writer.page.get_by_role("link", name="Edit comment").last.click()
        writer.field.fill(f"Another {words}")
        writer.press("Save")
        writer.page.get_by_role("link", name="edited").last.click()
        expect(writer.page.locator("section ins")).to_contain_text("Another")
        writer.look("history")
        writer.page.get_by_role("link", name=re.compile("^Comment ")).click()
        writer.page.get_by_role("link", name="Take back comment").last.click()
        writer.press("Take it back")
        expect(writer.page.locator(".comments")).not_to_contain_text(words)
        writer.look("taken back")
        writer.press("Undo")
        expect(writer.page.locator(".comments")).to_contain_text(f"Another {words}")

    def test_list_of_drafts(self, writer, words):
        writer.open()
        writer.field.fill(words)
        writer.press("Keep as draft")
        writer.page.locator("header summary").click()
        writer.page.get_by_role("link", name="Your drafts (1)").click()
        expect(writer.page.locator("main")).to_contain_text(words)
        writer.look("drafts")


class PlainDraftTests:
    def test_button_keeps_and_the_page_has_it_again(self, plain_writer, words):
        writer = plain_writer
        writer.open(writer.topic)
        writer.field.fill(words)
        writer.press("Keep as draft")
        expect(writer.page.get_by_role("status")).to_contain_text("Your draft is kept.")
        expect(writer.field).to_have_value(words)
        writer.open("/forum/drafts/")
        writer.page.get_by_role("link", name=re.compile("^Go on writing")).click()
        expect(writer.field).to_have_value(words)

    def test_session_ends_while_typing(self, plain_writer, words):
        writer = plain_writer
        writer.open(writer.topic)
        writer.field.fill(f"{words}\n\n    code")
        writer.lose_session()
        writer.press("Send")
        writer.press("Sign in and go on")
        writer.page.get_by_label("Username").fill("lin")
        writer.page.get_by_label("Password").fill("wrong")
        writer.press("Sign in")
        writer.sign_in_here()
        expect(writer.field).to_have_value(f"{words}\n\n    code")
        writer.press("Send")
        expect(writer.page.locator(".comment code").last).to_have_text("code\n")
