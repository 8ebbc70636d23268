"""Those who use the pinboard in the check of lab 15: honest people, and Mallory."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from apps.labs.browsing import Visitor, page_of, path_of
from apps.labs.checking import Refused, document
from apps.labs.django_sites import serve

SETUP = Path(__file__).with_name("check_setup.py")
PASSWORD = "correct horse battery"
HONEST = document(
    "Lab 15",
    "notes/views.py",
    "Whatever an honest person does today must work tomorrow.",
)
TOKEN = "What does your site ask of every form, and does this one of your own bring it?"
STILL = "What is the difference between this request and an attack, for your program?"


@dataclass
class Person(Visitor):
    """Somebody with a browser, and later a name on the pinboard."""

    who: str = ""

    def join(self):
        """Join and sign in, as an honest person does; refuse when that fails."""
        answer = self.submit(self.get("/join/"), name=self.who, password=PASSWORD)
        works(answer, f"{self.who} can join", answer.status in {302, 303})
        answer = self.sign_in()
        works(answer, f"{self.who} can sign in", self.is_signed_in())
        return self

    def sign_in(self, going_to="", password=PASSWORD):
        page = self.get("/sign-in/" + (f"?next={quote(going_to)}" if going_to else ""))
        return self.submit(page, name=self.who, password=password)

    def is_signed_in(self):
        """Say whether the profile is shown, without a mark on the conversation."""
        return self.get("/profile/").status == 200

    def write(self, text, **more):
        """Keep a note; give its address."""
        answer = self.submit(self.get("/notes/new/"), text=text, **more)
        place = path_of(answer.field("Location") or "")
        works(answer, "a note is kept", re.fullmatch(r"/notes/\d+/", place))
        return place

    def delete(self, place):
        """Press what the note's page offers for it: a button, or a link."""
        page = self.get(place)
        works(page, "its author sees a note", page.status == 200)
        wanted = f"{place}delete/"
        for form in page_of(page).forms:
            if form.action in {wanted, "delete/"} and form.method == "POST":
                return self.post(wanted, form.values)
        # A link may lead to a page that asks once more.
        return self.submit(page) if (page := self.get(wanted)).status == 200 else page

    def change_profile(self, **typed):
        return self.submit(self.get("/profile/"), **typed)

    def upload(self, name, content, kind="text/plain"):
        """Put a file on the pinboard under this name."""
        files = {"file": ("file", kind, content)}
        return self.submit(self.get("/files/new/"), name=name, files=files)

    def page(self):
        return self.get(f"/members/{quote(self.who)}/")


def pinboard(bench):
    files = {"checked_setup.py": SETUP.read_bytes()}
    return serve(bench, "pinboard.settings", files, named=8015)


def person(bench, site, name):
    """Somebody of this name, and a number that nobody else has; not a member yet."""
    return Person(site, name, who=f"{name}-{bench.random.randrange(10**9)}")


def members(bench, *names):
    site = pinboard(bench)
    return [person(bench, site, name).join() for name in names]


def uploaded(member, name, content, kind="text/plain"):
    """Put a file on the pinboard; give where it then is."""
    answer = member.upload(name, content, kind)
    place = path_of(answer.field("Location") or "")
    works(answer, f"a file can be called {name}", place.startswith("/files/"))
    return place


def word(bench, start="word"):
    return f"{start}{bench.random.randrange(10**9):09}"


def works(answer, what, is_so, got=""):
    """Refuse when something fails that honest people do."""
    if not is_so:
        goes = answer.field("Location")
        status = f"The status is {answer.status}" + (f", to {goes}." if goes else ".")
        raise Refused(
            f"An honest use works: {what}.",
            got=f"{status} {got}".strip(),
            wire=answer.wire,
            clause=HONEST,
            question=TOKEN if answer.status == 403 else STILL,
        )


def shows(answer, text, what):
    """Refuse when a page does not show a text as it was typed."""
    seen = " ".join(page_of(answer).text.split())
    if " ".join(text.split()) not in seen:
        raise Refused(
            f"An honest use works: {what}. The page shows {text}",
            got=f"It shows: {seen:.300}",
            wire=answer.wire,
            clause=HONEST,
            question=STILL,
        )


def notes_on(answer):
    """Give the texts of the notes on a page, without what is around them."""
    return [e.text for e in page_of(answer).elements if e.tag == "article"]


def theme_of(answer):
    body = next((e for e in page_of(answer).elements if e.tag == "body"), None)
    themes = body.attributes.get("class", "").split() if body else []
    return " ".join(themes)


# What a browser would run

RUN = {"script", "iframe", "object", "embed", "svg", "style", "base", "meta"}
LEADS = {"href", "src", "action", "formaction", "data"}


def refuse_active(bench, answer, mark, typed):
    """Refuse a page of which a browser would run something that holds the mark."""
    for element in page_of(answer).elements:
        why = active(element, mark)
        bench.expect(
            not why,
            f"What was typed is shown as text, and does nothing: {typed}",
            got=f"The page has {why}.",
            wire=answer.wire,
        )


def active(element, mark):
    """Say what of an element a browser would run, or nothing."""
    values = element.attributes
    if element.tag in RUN and mark in element.text + " ".join(values.values()):
        return f"an element {element.tag} with it"
    for name, value in values.items():
        if name.startswith("on") and mark in value:
            return f"an attribute {name} with it, on an element {element.tag}"
        # Browsers leave out spaces and control characters at these places.
        bare = re.sub(r"[\x00-\x20]", "", value).lower()
        runs = bare.startswith(("javascript:", "data:", "vbscript:"))
        if name in LEADS and runs and mark in value:
            return f"an element {element.tag} with {name}={value}"
    return ""
