"""A visitor of the guestbook who does as a browser: takes the form from the page."""

import html
import re
import secrets
from urllib.parse import urlencode, urljoin

from apps.labs.checking import Refused
from apps.labs.judge import read_answer, refuse_more, request

WAYS = ["cgi", "wsgi", "flask", "mini", "django"]


class Visitor:
    """Somebody who visits one of the five."""

    def __init__(self, server, way):
        self.server, self.way = server, way
        self.path = f"/{way}/"
        self.cookies = {}
        self.page = ""
        # The first of all requests to a way imports its framework.
        self.extra_patience = 10

    def get(self):
        return self._ask("GET")

    def sign(self, name, words):
        """Fill in the form of the page last seen, with all that it hides, and send it."""
        if not self.page:
            self.get()
        fields = hidden(self.page) | {"name": name, "words": words}
        kind = "Content-Type: application/x-www-form-urlencoded"
        return self._ask("POST", kind, body=urlencode(fields).encode())

    def _ask(self, method, *fields, body=b""):
        host = f"127.0.0.1:{self.server.port}"
        if self.cookies:
            pairs = (f"{name}={value}" for name, value in self.cookies.items())
            fields = (f"Cookie: {'; '.join(pairs)}", *fields)
        if method == "POST":
            fields = (f"Content-Length: {len(body)}", *fields)
        fields = ("Connection: close", *fields)
        words = request(self.path, method, *fields, host=host) + body
        answer = self._answer(words, method)
        for name, value in answer.fields:
            if name.lower() == "set-cookie":
                name, _, value = value.partition(";")[0].partition("=")
                self.cookies[name.strip()] = value.strip()
        if answer.body:
            self.page = answer.text
        return answer

    def _answer(self, words, method):
        wire = self.server.connect()
        wire.patience += self.extra_patience
        self.extra_patience = 0
        wire.send(words)
        answer = read_answer(wire, method.encode())
        refuse_more(answer)
        wire.close()
        return answer

    def goes_to(self, answer):
        """Give the path to which an answer sends a browser."""
        if not answer.field("Location"):
            return None
        here = f"http://127.0.0.1:{self.server.port}"
        whole = urljoin(here + self.path, answer.field("Location"))
        return whole.removeprefix(here)

    def entries(self, answer):
        """Give (name, words) of the entries, as a reader sees them."""
        found = re.findall(
            r"<dt>\s*(.*?)\s*</dt>\s*<dd>\s*(.*?)\s*</dd>", answer.text, re.S
        )
        return [(html.unescape(name), html.unescape(words)) for name, words in found]

    def typed(self, answer):
        """Give what stands in the form's two fields, as a reader sees it."""
        areas = re.findall(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.S)
        found = [html.unescape(area).strip() for area in areas]
        return [value_of(tag) for tag in inputs(answer.text)] + found

    def must(self, is_so, expected, answer, got="", **more):
        """Refuse unless it is so, naming the way, since five are asked alike."""
        if not is_so:
            # The content is shown with all that was sent and came.
            got = got or f"The answer is {answer.status}."
            raise Refused(f"{self.way}: {expected}", got=got, wire=answer.wire, **more)


def hidden(page):
    """Give the hidden fields of a page, such as Django's token."""
    tags = [tag for tag in inputs(page) if re.search(r"\btype=.?hidden", tag)]
    return {attribute(tag, "name"): value_of(tag) for tag in tags}


def inputs(page):
    return re.findall(r"""<input(?:[^>"']|"[^"]*"|'[^']*')*>""", page)


def value_of(tag):
    return attribute(tag, "value")


def attribute(tag, name):
    found = re.search(rf"""\b{name}=(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", tag)
    return html.unescape(next(filter(None, found.groups()), "")) if found else ""


def visitors(bench, server=None):
    """Give a visitor of each way, in an order that chance decides."""
    server = server or bench.shared("serve.py", named=8012)
    ways = bench.random.sample(WAYS, len(WAYS))
    return [Visitor(server, way) for way in ways]


def person(bench):
    # The number is not by the seed: a step that is tried again finds what it wrote the
    # first time still in the book.
    names = ["Zoë", "李", "O'Neill", "Ægir", "Ada"]
    return f"{bench.random.choice(names)} {secrets.randbelow(10**9)}"
