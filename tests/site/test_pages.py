"""What holds for every page of ours, whoever opens it."""

import re
from collections import Counter

import html5lib
from django.test import Client, TestCase

from tests.addresses import addresses

from .pages import EXAMPLES, examples, make_community

# Pages whose purpose is a form, for a guest: only they may print a CSRF token.
FORMS_FOR_GUESTS = {
    "accounts:email_confirm",
    "accounts:email_restore",
    "accounts:login",
    "accounts:password_reset",
    "accounts:password_reset_confirm",
    "accounts:register",
    "look:theme_edit",
}
# An attribute here names other elements of its page by their ids.
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")


def test_every_page_has_an_example():
    """Whoever adds an address adds a line to EXAMPLES in tests/site/pages.py."""
    assert {address.name for address in addresses()} - EXAMPLES.keys() == set()


class PageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.site = make_community()

    def visitors(self):
        """Give who may come: name, and a browser signed in as them."""
        people = self.site.member, self.site.stranger, self.site.moderator
        yield "guest", Client()
        for person in people:
            client = Client()
            client.force_login(person)
            yield person.username, client

    def pages(self):
        """Give every example page: the name of its address, and its path."""
        for address in addresses():
            for path in examples(address.name, self.site):
                yield address.name, path

    def test_answers_are_html_without_a_mistake(self):
        for visitor, client in self.visitors():
            for name, path in self.pages():
                with self.subTest(visitor=visitor, page=name, path=path):
                    response = client.get(path)
                    self.assertLess(response.status_code, 500)
                    if is_html(response):
                        check_html(response.content.decode())

    def test_guest_gets_no_cookie_and_no_token(self):
        for name, path in self.pages():
            with self.subTest(page=name, path=path):
                response = Client().get(path)
                if name not in FORMS_FOR_GUESTS:
                    self.assertEqual(dict(response.cookies), {})
                    self.assertNotIn(b'name="csrfmiddlewaretoken"', response.content)

    def test_guests_all_get_the_same_page_and_nginx_may_keep_it(self):
        for name, path in self.pages():
            with self.subTest(page=name, path=path):
                first, second = Client().get(path), Client().get(path)
                if first.status_code == 200 and name not in FORMS_FOR_GUESTS:
                    self.assertEqual(first.content, second.content)
                    kept = first.get("X-Accel-Expires") or first.get("Cache-Control")
                    self.assertTrue(kept, "nginx may not keep it")

    def test_member_page_is_kept_by_nobody_else(self):
        client = Client()
        client.force_login(self.site.member)
        for name, path in self.pages():
            with self.subTest(page=name, path=path):
                response = client.get(path)
                if name != "accounts:face":
                    self.assertIn("private", response.get("Cache-Control", ""))
                    self.assertNotIn("X-Accel-Expires", response)

    def test_no_method_is_an_error(self):
        client = Client()
        client.force_login(self.site.stranger)
        methods = "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"
        for name, path in self.pages():
            for method in methods:
                with self.subTest(page=name, path=path, method=method):
                    response = client.generic(method, path)
                    self.assertLess(response.status_code, 500)


def is_html(response):
    """Whether it is a page; what is told in pieces, such as a long JSON, is none."""
    has_words = not response.streaming and response.content
    return bool(has_words) and "html" in response["Content-Type"]


def check_html(text):
    """Fail if a page breaks HTML's grammar, or its ids lead nowhere or to two places."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    elements = list(parser.parse(text).iter())
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    assert {name for name, count in ids.items() if count > 1} == set()
    wanted = {
        name
        for element in elements
        for attribute in REFERENCES
        for name in element.get(attribute, "").split()
    }
    assert wanted - ids.keys() == set(), "ids that are named, and are not there"
    assert all(re.fullmatch(r"\S+", name) for name in ids)
    headings = [element for element in elements if element.tag == "h1"]
    assert len(headings) == 1, f"{len(headings)} headings h1"
