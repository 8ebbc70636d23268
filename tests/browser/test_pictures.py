"""Somebody puts a picture into an answer: by pasting, by a button, without a script."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from .walking import sign_in

PASTE = """async ([selector, bytes]) => {
  const blob = new Blob([new Uint8Array(bytes)], { type: "image/png" });
  const data = new DataTransfer();
  data.items.add(new File([blob], "pasted.png", { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
  document.querySelector(selector).dispatchEvent(event);
}"""
IS_LOADED = "image => image.complete && image.naturalWidth > 0"


def drawn(colour="seagreen", size=(1600, 900)):
    data = BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def page(request, chromium, site):
    """A member's page, on which one can answer; with scripts or without."""
    scripts = getattr(request, "param", True)
    context = chromium.new_context(base_url=site, java_script_enabled=scripts)
    sign_in(context, "lin")
    page = context.new_page()
    page.goto("/forum/topics/")
    page.locator(".topic:not(:has-text('closed')) .topic__title a").first.click()
    page.locator("textarea[name=text]").fill("")  # of the draft of another test
    yield page
    context.close()


def choose(page):
    page.locator("summary", has_text="Add a picture").click()
    upload = {"name": "ship.png", "mimeType": "image/png", "buffer": drawn()}
    page.locator("[name=picture]").set_input_files(upload)


def sees_picture(page, alt):
    """Wait for a picture in the conversation, and see that it takes its place."""
    picture = page.get_by_alt_text(alt).last
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    page.wait_for_function(IS_LOADED, arg=picture.element_handle())
    assert picture.get_attribute("width") == "960"
    return picture


def test_button_puts_it_where_the_cursor_is(page):
    text = page.locator("textarea[name=text]")
    text.fill("Before.")
    choose(page)
    page.get_by_label("What does it show?").fill("A green [sea]")
    page.get_by_role("button", name="Add to the text").click()
    expect(text).to_have_value(
        re.compile(
            r"^Before\.\n\n!\[A green \\\[sea\\\]\]\(/media/pictures/\w+\.webp\)\n\n$"
        )
    )
    expect(text).to_be_focused()
    page.keyboard.type("After.")
    page.get_by_role("button", name="Send", exact=True).click()
    sees_picture(page, "A green [sea]")


def test_pasted_one_asks_for_its_words(page):
    page.locator("textarea[name=text]").focus()
    page.evaluate(PASTE, ["textarea[name=text]", list(drawn("navy"))])
    alt = page.get_by_label("What does it show?")
    expect(alt).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-attach] [role=status]")).to_contain_text("a few words")
    alt.fill("A blue sea")
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile("A blue sea"))
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview img")).to_have_attribute("alt", "A blue sea")


def test_what_is_no_picture_is_explained(page):
    text = page.locator("textarea[name=text]")
    text.fill("Here.")
    wrong = {"name": "a.png", "mimeType": "image/png", "buffer": b"<svg/>"}
    page.locator("summary", has_text="Add a picture").click()
    page.locator("[name=picture]").set_input_files(wrong)
    page.get_by_label("What does it show?").fill("Nothing")
    page.get_by_role("button", name="Add to the text").click()
    status = page.locator("[data-attach] [role=status]")
    expect(status).to_contain_text("not a PNG, WebP or JPEG")
    expect(text).to_have_value("Here.")


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_a_script_it_comes_along(page):
    page.locator("textarea[name=text]").fill("Look at this.")
    choose(page)
    page.get_by_label("What does it show?").fill("A green sea")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview img")).to_have_attribute("alt", "A green sea")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_alt_text("A green sea").last).to_be_visible()


def test_address_is_of_no_use_to_who_may_not_read_the_words(page, chromium, site):
    choose(page)
    page.get_by_label("What does it show?").fill("Not sent yet")
    page.get_by_role("button", name="Add to the text").click()
    text = page.locator("textarea[name=text]")
    expect(text).to_have_value(re.compile("Not sent yet"))
    address = text.input_value().split("(")[1].split(")")[0]
    guest = chromium.new_context(base_url=site)
    assert page.request.get(address).status == 200
    assert guest.request.get(address).status == 404
    page.get_by_role("button", name="Send", exact=True).click()
    sees_picture(page, "Not sent yet")
    answer = guest.request.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    guest.close()
