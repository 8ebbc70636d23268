"""A person's first visit: register, sign in, write, answer, edit, sign out."""

import re
import secrets
from functools import partial

import pytest
from playwright.sync_api import expect

from .person import KeyboardPerson, Person

PASSWORD = "three words besides"
PHONE = {
    "java_script_enabled": False,
    "viewport": {"width": 360, "height": 740},
    "color_scheme": "dark",
}
LINK = """
from apps.accounts.models import Confirmation
print(Confirmation.objects.get(member__username="%s").link)
"""
DESK = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}


@pytest.fixture(params=["phone", "keyboard"])
def person(request, chromium, site, artifacts):
    if request.param == "keyboard":
        kind, context = KeyboardPerson, DESK
    else:
        kind, context = Person, PHONE
    with kind(chromium, site, artifacts, **context) as somebody:
        yield somebody


@pytest.fixture
def link_for(request, site, person):
    """Give the function that opens the link in a letter to somebody.

    In development the page /mail/ shows the letters. In production they go to a mail
    server, which the test does not have: it asks the site for the link in it.
    """
    if site == request.getfixturevalue("development"):
        return partial(open_letter, person)
    stack = request.getfixturevalue("stack")
    return lambda name: person.open(
        stack.manage("shell", "-v0", "-c", LINK % name).strip()
    )


def test_first_visit(person, link_for):
    name = f"walker-{secrets.token_hex(4)}"
    register(person, name)
    link_for(name)
    person.press("Yes, confirm it")
    person.sees(f"{name}@example.org is confirmed")
    sign_out(person)
    sign_in(person, name)
    open_topic(person)
    answer(person)
    edit(person)
    sign_out(person)


def register(person, name):
    person.open("/")
    person.follow("Sign in")
    person.follow("Make an account", within="main")
    person.fill("Username", name)
    person.fill("E-mail", f"{name}@example.org")
    person.fill("Password", PASSWORD)
    person.page.wait_for_timeout(2_000)  # nobody types faster
    person.press("Make the account")
    person.sees(f"We have sent a letter to {name}@example.org")


def open_letter(person, name):
    """Wait until the worker has sent it, and follow the link in it."""
    for _ in range(100):
        person.open("/mail/")
        if f"{name}@" in person.page.content():
            break
        person.page.wait_for_timeout(200)
    person.follow("Confirm your address", within="main")
    person.sees(f"Hello {name}")
    person.follow("http", within="main")


def sign_in(person, name):
    person.follow("Sign in")
    person.fill("Username", name)
    person.fill("Password", PASSWORD)
    person.press("Sign in")
    expect(person.page).not_to_have_url(re.compile("/login/"))


def open_topic(person):
    person.follow("Forum")
    person.follow("First steps", within="main")
    person.follow("New topic")
    person.fill("Title", "What does a socket look like?")
    person.fill(
        "Your text", "I have *never* seen one.\n\n```python\nprint('hello')\n```"
    )
    person.press("Open the topic")
    person.sees("What does a socket look like?")
    expect(person.page.locator("main em")).to_have_text("never")


def answer(person):
    person.fill("Your text", "Like a file that talks.")
    person.press("Send")
    person.sees("Like a file that talks.")


def edit(person):
    person.follow("Edit comment 2")
    person.fill("Your text", "Like a file that answers.")
    person.press("Save")
    person.sees("Like a file that answers.")
    expect(person.page.locator("main")).not_to_contain_text("that talks")


def sign_out(person):
    person.open_menu()
    person.press("Sign out")
    expect(person.find("link", "Sign in", "header")).to_be_visible()
