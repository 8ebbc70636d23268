"""A browser for checks: it keeps cookies, fills in forms as they stand, and runs nothing.

    ada = Visitor(site, "Ada")
    page = ada.get("/books/1/reviews/new/")
    answer = ada.submit(page, text="Good.", stars="5")

Forms are read from the page and sent as a browser would send them, with all that they
hide, so that a check asks for nothing but the names of what a person types.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

from .checking import Refused, document
from .judge import Answer, read_answer, refuse_more, request

HTML = "https://html.spec.whatwg.org/multipage/"
SUBMISSION = document(
    "HTML Standard",
    "4.10.21",
    "A form is sent to its action, by its method, with the names and values of its "
    "controls.",
    HTML + "form-control-infrastructure.html#form-submission-2",
)
EMPTY = {"input", "br", "img", "hr", "meta", "link", "area", "base", "wbr", "source"}
# What begins a new line for a reader.
LINES = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "article", "pre"}
# What is sent only when it is pressed or chosen.
UNSENT = {"file", "image", "submit"}


@dataclass
class Element:
    """An element of a page, with the text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Form:
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    # Names that a person can fill in, press or choose.
    names: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """What a browser sees in a page: elements, text, forms."""

    def __init__(self, text: str):
        super().__init__()
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self.text = ""
        self._open: list[Element] = []
        self._select: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag in LINES:
            self.handle_data("\n")
        if tag not in EMPTY:
            self._open.append(element)
        if tag == "form":
            about = element.attributes
            method = about.get("method", "get").upper()
            self.forms.append(Form(about.get("action", ""), method))
        elif self.forms:
            self._control(element)

    def _control(self, element):
        form, about = self.forms[-1], element.attributes
        name, value = about.get("name", ""), about.get("value", "")
        if element.tag == "select":
            self._select = name
            form.names.add(name)
        elif element.tag == "option" and self._select:
            if "selected" in about or self._select not in form.values:
                form.values[self._select] = value
        elif element.tag in {"input", "textarea", "button"} and name:
            form.names.add(name)
            kind = about.get("type", "text").lower()
            is_off = kind in {"checkbox", "radio"} and "checked" not in about
            is_sent_unseen = element.tag != "button" and kind not in UNSENT
            if is_sent_unseen and not is_off:
                form.values[name] = value

    def handle_endtag(self, tag):
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].tag == tag:
                for element in self._open[at:]:
                    if element.tag == "textarea" and self.forms:
                        name = element.attributes.get("name", "")
                        # The line end after the tag is not part of the text.
                        self.forms[-1].values[name] = element.text.removeprefix("\n")
                del self._open[at:]
                return

    def handle_data(self, data):
        if not any(element.tag in {"script", "style"} for element in self._open):
            self.text += data
        for element in self._open:
            element.text += data


def page_of(answer: Answer) -> Page:
    return Page(answer.text)


@dataclass
class Visitor:
    """One person's browser."""

    site: object
    name: str = "A visitor"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, target: str, *fields: str) -> Answer:
        return self._ask(target, "GET", fields, b"")

    def post(self, target: str, values: dict, *fields: str, files=None) -> Answer:
        """Send a form; `files` is {name: (file name, type, content)}."""
        if files is None:
            body, kind = urlencode(values).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = multipart(values, files)
        fields = f"Content-Type: {kind}", f"Content-Length: {len(body)}", *fields
        return self._ask(target, "POST", fields, body)

    def submit(self, answer: Answer, *, files=None, **typed) -> Answer:
        """Fill in the form of a page that has these names, and send it."""
        if answer.status >= 400:
            told = f"{answer.target} is a page with a form: 200."
            got = f"The status is {answer.status}."
            raise Refused(told, got=got, wire=answer.wire, clause=SUBMISSION)
        wanted = {*typed, *(files or {})}
        forms = page_of(answer).forms
        found = next((form for form in forms if wanted <= form.names), None)
        if found is None:
            names = ", ".join(sorted(wanted)) or "its button"
            has = "; ".join(", ".join(sorted(form.names)) for form in forms)
            raise Refused(
                f"The page has a form with {names}.",
                got=f"Its forms have: {has}." if forms else "It has no form.",
                wire=answer.wire,
                clause=SUBMISSION,
            )
        values = found.values | typed
        target = urljoin(answer.target, found.action)
        if found.method == "GET":
            return self.get(f"{target.partition('?')[0]}?{urlencode(values)}")
        return self.post(target, values, files=files)

    def follow(self, answer: Answer) -> Answer:
        """Go where an answer leads, on this site."""
        if answer.status not in {301, 302, 303, 307, 308}:
            return answer
        parts = urlsplit(urljoin(answer.target, answer.field("Location") or ""))
        return self.get(parts.path + (f"?{parts.query}" if parts.query else ""))

    def _ask(self, target, method, fields, body):
        wire = self.site.server.connect()
        wire.note(f"{self.name}:")
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            fields = (*fields, f"Cookie: {pairs}")
        fields = ("Connection: close", *fields)
        host = f"127.0.0.1:{self.site.server.port}"
        # A browser sends no letter beyond ASCII in an address.
        sent = quote(target, safe="/?&=%+:;@,!$'()*~#[]\\")
        wire.send(request(sent, method, *fields, host=host) + body)
        answer = read_answer(wire, method.encode())
        wire.wait_end("The server closes the connection after the answer.")
        refuse_more(answer)
        wire.close()
        self._keep(answer)
        answer.target = target
        return answer

    def _keep(self, answer):
        for name, value in answer.fields:
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    is_gone = morsel["max-age"] == "0" or not morsel.value
                    self.cookies.pop(key, None)
                    if not is_gone:
                        self.cookies[key] = morsel.value


def multipart(values: dict, files: dict) -> tuple[bytes, str]:
    """Write a form with files as RFC 7578 says."""
    mark = "----mark-of-the-check"
    body = b""
    for name, value in values.items():
        head = f'Content-Disposition: form-data; name="{name}"'
        body += f"--{mark}\r\n{head}\r\n\r\n{value}\r\n".encode()
    for name, (file, kind, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file}"'
        body += f"--{mark}\r\n{head}\r\nContent-Type: {kind}\r\n\r\n".encode()
        body += content + b"\r\n"
    return body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def path_of(address: str) -> str:
    """Give the path of a Location, which may be a whole address."""
    return unquote(urlsplit(address).path)
