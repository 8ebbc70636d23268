"""A person's first visit: register, sign in, write, answer, edit, sign out."""

import secrets

import pytest
from playwright.sync_api import expect

from .doors import DESK, PHONE, confirm, register, sign_in, sign_out
from .person import KeyboardPerson, Person


@pytest.fixture(params=["phone", "keyboard"])
def person(request, chromium, site, artifacts):
    if request.param == "keyboard":
        kind, context = KeyboardPerson, DESK
    else:
        kind, context = Person, PHONE
    with kind(chromium, site, artifacts, **context) as somebody:
        yield somebody


def test_first_visit(person, letters):
    name = f"walker-{secrets.token_hex(4)}"
    register(person, name)
    confirm(person, name, letters)
    sign_out(person)
    sign_in(person, name)
    open_topic(person)
    answer(person)
    edit(person)
    sign_out(person)


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
