"""What hostile people send: it is refused or shown rightly, soon, and never a 500."""

import time
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.test import Client, TestCase
from django.urls import resolve

from tests.addresses import addresses

from .forms import filled_in, forms_of
from .pages import examples, make_community

# CPU seconds of one answer, on a slow machine.
BOUND = 3
DEEP = 10_000
TEXTS = {
    "nothing": "",
    "spaces": " \t\r\n\u00a0\u2003",
    "NUL": "a\x00b",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x85",
    "a megabyte": "a " * 500_000,
    "a megabyte in one word": "a" * 1_000_000,
    "nested quotes": ">" * DEEP + "x",
    "nested quotes, spaced": "> " * (DEEP - 1) + "x",
    "nested brackets": "[" * (DEEP - 1) + "]" * DEEP,
    "nested links": "[a](" * 4_900,
    "nested pictures": "![" * 9_000,
    "nested lists": "- " * (DEEP - 1) + "x",
    "stairs of lists": "\n".join(" " * n + "- x" for n in range(180)),
    "stars": "*a_ " * 4_900,
    "backticks": "".join("`" * n + " " for n in range(190)),
    "open tags": "<div><a href=x>" * 1_300,
    "a wide table": "|a" * 4_000 + "\n" + "|-" * 4_000,
    "entities": "&#0;&#x110000;&#xd800;&lt;&amp;amp;" * 500,
    "mentions": "@a" * 9_000,
    "addresses": "http://a." * 2_200,
    "right-to-left overrides": "\u202e\u2066 evil \u2067" * 900,
    "combining characters": "Z" + "\u0301" * DEEP,
    "lone surrogates": "\ud83d x \udc00",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "ligature that grows": "\ufdfa" * 1_000,
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}%(x)s {0}",
    "SQL": "'; DROP TABLE accounts_user; --",
    "header": "/a\r\nSet-Cookie: a=b",
    "more digits than int() reads": "9" * 5_000,
}
ARGUMENTS = ["0", "-1", "9" * 30, "1e9", "٣", "%00", "%FF", "%2e%2e%2f", "a" * 3_000]
# Markdown means nothing in an address.
IN_ADDRESSES = (
    "nothing",
    "spaces",
    "NUL",
    "control characters",
    "a megabyte",
    "a megabyte in one word",
    "nested brackets",
    "right-to-left overrides",
    "combining characters",
    "lone surrogates",
    "ligature that grows",
    "script",
    "SQL",
    "header",
    "more digits than int() reads",
)
# nginx refuses a longer address. Of these it is the length that may be too much; of the
# others it is their characters, and some show as much as many.
LONG, SHORT = 5_000, 500
LONG_ONES = "a megabyte in one word", "more digits than int() reads"
# What a database or int() cannot be asked: for who has most pages.
NO_VALUES = "NUL", "more digits than int() reads"
PARAMETERS = ["page", "q", "quote", "next", "newer", "older", "after", "before", "at"]
PARAMETERS += ["by", "case", "board", "act", "member", "topic", "comment"]
PARAMETERS += ["name", "begins", "author", "tag", "show", "order", "until"]


class HostileTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.site = make_community()

    def setUp(self):
        self.guest, self.member, self.moderator = Client(), Client(), Client()
        self.member.force_login(self.site.member)
        self.moderator.force_login(self.site.moderator)

    def paths(self):
        for address in addresses():
            for path in examples(address.name, self.site):
                yield address.name, path

    def ask(self, client, method, path, **extra):
        """Ask, and forget what it did; fail on a 500 and on a slow answer."""
        cookies = client.cookies.copy()
        savepoint = transaction.savepoint()
        started = time.process_time()
        try:
            response = client.generic(method, path, **extra)
        finally:
            took = time.process_time() - started
            transaction.savepoint_rollback(savepoint)
            client.cookies = cookies
        self.assertLess(response.status_code, 500)
        self.assertLess(took, BOUND)
        return response

    def send(self, client, action, values):
        body = urlencode(values, errors="surrogatepass")
        kind = "application/x-www-form-urlencoded"
        return self.ask(client, "POST", action, data=body, content_type=kind)

    def forms(self):
        """Give every form once: who sees it, its address, its fields."""
        seen = set()
        for client in self.guest, self.member, self.moderator:
            if client != self.moderator:  # who sees what a member sees, and more
                seen = set()
            for _, path in self.paths():
                for action, fields in forms_of(client.get(path), path):
                    view = resolve(urlsplit(action).path).view_name
                    if (view, *fields) not in seen:
                        seen.add((view, *fields))
                        yield client, action, fields

    def test_every_field_of_every_form(self):
        # One door turns all Markdown into HTML: once in each kind of field is enough.
        tried = set()
        for client, action, fields in self.forms():
            for field in fields.keys() - {"csrfmiddlewaretoken"}:
                for name, text in TEXTS.items():
                    # A plan has the same three fields for each lesson: tcp.due_on.
                    alike = field.rpartition(".")[2], name
                    if (name not in IN_ADDRESSES or "." in field) and alike in tried:
                        continue
                    tried.add(alike)
                    with self.subTest(action=action, field=field, text=name):
                        self.send(client, action, filled_in(fields) | {field: text})

    def test_every_field_at_its_limit_and_beyond(self):
        for client, action, fields in self.forms():
            for field, element in fields.items():
                limit = int(element.get("maxlength", 0))
                with self.subTest(action=action, field=field, limit=limit):
                    for length in (limit, limit + 1) if limit else ():
                        values = filled_in(fields) | {field: "a" * length}
                        response = self.send(client, action, values)
                    if limit:
                        self.assertNotIn(response.status_code, {301, 302, 303})

    def test_query_strings(self):
        # Examples that differ in their query string are one page here.
        pages = {path.partition("?")[0] for _, path in self.paths()}
        for page in sorted(pages):
            for kind in IN_ADDRESSES:
                with self.subTest(page=page, text=kind):
                    length = LONG if kind in LONG_ONES else SHORT
                    values = dict.fromkeys(PARAMETERS, TEXTS[kind][:length])
                    query = urlencode(values, errors="surrogatepass")
                    client = self.moderator if kind in NO_VALUES else self.guest
                    self.ask(client, "GET", f"{page}?{query}")

    def test_arguments_of_addresses(self):
        for address in addresses():
            *_, path = examples(address.name, self.site)
            parts = path.partition("?")[0].split("/")
            for place, part in enumerate(parts):
                for argument in ARGUMENTS if part else []:
                    with self.subTest(page=address.name, argument=argument[:20]):
                        hostile = [*parts[:place], argument, *parts[place + 1 :]]
                        self.ask(self.member, "GET", "/".join(hostile))
