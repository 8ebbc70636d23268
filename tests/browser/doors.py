"""In and out of the site, as a person goes."""

import re

from playwright.sync_api import expect

PASSWORD = "three words besides"
PHONE = {
    "java_script_enabled": False,
    "viewport": {"width": 360, "height": 740},
    "color_scheme": "dark",
}
DESK = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
LINK = """
from apps.accounts.models import Confirmation
print(Confirmation.objects.get(member__username="%s").link)
"""


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


def confirm(person, name, letters):
    letters(person, name)
    person.press("Yes, confirm it")
    person.sees(f"{name}@example.org is confirmed")


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


def sign_in(person, name, password=PASSWORD):
    person.follow("Sign in")
    person.fill("Username", name)
    person.fill("Password", password)
    person.press("Sign in")
    expect(person.page).not_to_have_url(re.compile("/login/"))


def sign_out(person):
    person.open_menu()
    person.press("Sign out")
    expect(person.find("link", "Sign in", "header")).to_be_visible()
