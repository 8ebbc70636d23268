"""A member and a moderator: from the registration to the report, the block and the return.

Both go by keyboard alone, and without script.
"""

import secrets
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import expect

from apps.forum.management.commands.load_demo import PASSWORD as DEMO

from .doors import DESK, PASSWORD, confirm, register, sign_in, sign_out
from .person import KeyboardPerson

PLAIN = DESK | {"java_script_enabled": False}


@pytest.fixture
def member(chromium, site, artifacts):
    with KeyboardPerson(chromium, site, artifacts / "member", **PLAIN) as somebody:
        yield somebody


@pytest.fixture
def moderator(chromium, site, artifacts):
    with KeyboardPerson(chromium, site, artifacts / "moderator", **PLAIN) as somebody:
        yield somebody


def test_two_sides_of_moderation(member, moderator, letters, tmp_path):
    name = f"walker-{secrets.token_hex(4)}"
    register(member, name)
    confirm(member, name, letters)
    choose_picture(member, tmp_path)
    report_comment(member)
    moderator.open("/")
    sign_in(moderator, "grace", DEMO)
    hide_reported(moderator, member)
    undo(moderator, member)
    block(moderator, name)
    member.page.reload()
    member.sees("You cannot write until")
    member.sees("Too quick with the report button.")
    download_data(member, name, tmp_path)
    leave(member)
    come_back(member, name)


def choose_picture(person, folder):
    """Choose one; a program cannot type into the system's own window for files."""
    file = folder / "me.png"
    Image.new("RGB", (300, 200), "teal").save(file)
    person.open("/accounts/profile/")
    person.follow("Choose a picture", within="main")
    person.page.get_by_label("Picture").set_input_files(file)
    person.press("Use this picture")
    person.sees("This is your picture now.")
    person.page.wait_for_load_state()  # the words are there before the picture
    width = person.page.locator("main img.face").evaluate("face => face.naturalWidth")
    assert width > 100


def report_comment(person):
    person.open("/forum/boards/first-steps/")
    person.use(person.page.locator(".topic__title a").last)
    person.follow("Report comment 2", within="main")
    person.choose("It is advertising.")
    person.fill("What should we know?", "The same stands in three topics.")
    person.press("Report")
    person.sees("Thank you. The moderators will look at it.")


def hide_reported(moderator, member):
    """Take the case of what the member reads, and decide it."""
    title = member.page.locator("h1").inner_text()
    moderator.follow("Moderation", within="header")
    moderator.use(
        moderator.page.locator(".case__title a", has_text=f"Comment 2 in {title}")
    )
    moderator.press("I take it")
    moderator.sees("You deal with this case.")
    moderator.sees("The same stands in three topics.")
    moderator.follow("Hide the comment", within="main")
    moderator.fill("In your own words", "Advertising, in three topics.")
    moderator.press("Hide")
    moderator.sees("You hid the comment.")
    member.page.reload()
    member.sees("Hidden by a moderator: Advertising, in three topics.")


def undo(moderator, member):
    moderator.open("/moderation/log/")
    moderator.follow("Undo act", within="main")
    moderator.fill("In your own words", "It was about their own work.")
    moderator.press("Undo")
    moderator.sees("It is undone")
    moderator.open("/moderation/log/")
    moderator.sees("undid this")
    member.page.reload()
    expect(member.page.locator("main")).not_to_contain_text("Hidden by a moderator")


def block(moderator, name):
    moderator.open(f"/members/{name}/")
    moderator.follow("Block", within="main")
    moderator.choose("A week")
    moderator.fill("In your own words", "Too quick with the report button.")
    moderator.press("Block")
    moderator.sees("Too quick with the report button.")


def download_data(person, name, folder):
    person.open("/accounts/profile/")
    person.follow("Download your data", within="main")
    person.press("Make a copy")
    link = person.page.locator("main").get_by_role("link", name="Download")
    for _ in range(100):
        if link.count():
            break
        person.page.wait_for_timeout(200)
        person.page.reload()
    with person.page.expect_download() as download:
        person.reach(link)
        person.page.keyboard.press("Enter")
    file = folder / "data.zip"
    download.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        assert f'"{name}"' in archive.read("profile.json").decode()


def leave(person):
    person.open("/accounts/profile/")
    person.follow("Delete your account", within="main")
    person.choose("What I wrote stays")
    person.fill("Your password", PASSWORD)
    person.press("Close my account")
    person.sees("Your account is closed.")


def come_back(person, name):
    person.open("/")
    sign_in(person, name)
    person.press("Open it again")
    person.sees("Welcome back.")
    person.open(f"/members/{name}/")
    person.sees(name)
    sign_out(person)
