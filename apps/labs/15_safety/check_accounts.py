"""Steps of lab 15 about signing in: sessions, passwords, names, and what follows."""

import re
from urllib.parse import urljoin, urlsplit

from apps.labs.browsing import page_of
from apps.labs.checking import document, rfc, step

from .check_people import (
    PASSWORD,
    members,
    person,
    pinboard,
    theme_of,
    word,
    works,
)

DJANGO = "https://docs.djangoproject.com/en/5.2/"
SESSIONS = document(
    "OWASP",
    "Session Management: Renew the Session ID After Any Privilege Level Change",
    "Who signs in gets a new key; the old one, which others may know, means nothing more.",
    "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",
)
FLUSH = document(
    "Django",
    "How to use sessions: flush()",
    "To sign out is to delete the session where it is kept, on the server. A cookie is a "
    "copy of its key, and there may be others.",
    DJANGO + "topics/http/sessions/",
)
REDIRECTS = rfc(
    3986,
    "4.2",
    "A reference that begins with two slashes names another host. (And browsers read a "
    "backslash as a slash: URL Standard, 4.4.)",
)
PASSWORDS = document(
    "Django",
    "Password management: How Django stores passwords",
    "A password is kept as a hash with a salt of its own, slow to make. Who reads the "
    "table has no password by it, and cannot tell who has the same as whom.",
    DJANGO + "topics/auth/passwords/",
)
ENUMERATION = document(
    "OWASP",
    "Authentication: Authentication and Error Messages",
    "Whether there is such a member is nobody's business: the answer is the same, in its "
    "words and in the time that it takes.",
    "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",
)


@step(
    "A session that was known before is worth nothing after signing in",
    clause=SESSIONS,
    question="Which key has the session before signing in, and which has it afterwards?",
)
def session_fixation(bench):
    site = pinboard(bench)
    ada, mallory = members(bench, "Ada")[0], person(bench, site, "Mallory")
    ada.cookies.clear()
    ada.submit(ada.get("/"), theme="dark")
    ada.sign_in()
    works(ada.get("/"), "Ada signs in", ada.is_signed_in())
    page = ada.get("/")
    works(
        page,
        "the theme that she had chosen before signing in is still hers",
        theme_of(page) == "dark",
        got=f"The theme is {theme_of(page)}.",
    )
    mallory.submit(mallory.get("/"), theme="light")
    ada.cookies.clear()
    ada.cookies |= mallory.cookies
    ada.sign_in()
    answer = mallory.get("/profile/")
    answer.wire.note("Mallory had this session first, and Ada has signed in with it.")
    bench.expect(
        answer.status != 200,
        "Mallory, with the key that the session had before, is not signed in.",
        got=f"Mallory sees the profile of {ada.who}.",
        wire=answer.wire,
    )


@step(
    "Signed out is signed out, for every copy of the cookie",
    clause=FLUSH,
    question="Where is the session kept: in the browser, or on the server?",
)
def signed_out(bench):
    (ada,) = members(bench, "Ada")
    other = person(bench, ada.site, "Somebody with a copy of Ada's cookies")
    other.cookies |= ada.cookies
    answer = ada.submit(ada.get("/"), sign_out="")
    works(answer, "Ada signs out", not ada.is_signed_in())
    answer = other.get("/profile/")
    bench.expect(
        answer.status != 200,
        "The old cookie is signed in no longer.",
        got=f"It shows the profile of {ada.who}.",
        wire=answer.wire,
    )


@step(
    "Signing in leads on to pages of this site only",
    clause=REDIRECTS,
    question="How would a browser read this address: which host does it name?",
)
def open_redirect(bench):
    (ada,) = members(bench, "Ada")
    ours = f"http://127.0.0.1:{ada.site.server.port}/"
    for good in "/search/?q=tea&order=text", ada.write(word(bench)), "/profile/":
        ada.cookies.clear()
        answer = ada.sign_in(going_to=good)
        goes = answer.field("Location") or ""
        works(
            answer,
            f"signing in leads on to {good}",
            urljoin(ours, goes) == urljoin(ours, good),
        )
    for evil in [
        "https://mallory.example/",
        "//mallory.example/",
        "///mallory.example/",
        "/\\mallory.example/",
        "\\\\mallory.example/",
        "/\t/mallory.example/",
        " //mallory.example/",
        "https:mallory.example/",
        f"http://127.0.0.1:{ada.site.server.port}@mallory.example/",
        "javascript:alert(1)",
    ]:
        ada.cookies.clear()
        answer = ada.sign_in(going_to=evil)
        goes = answer.field("Location") or ""
        bench.expect(
            is_ours(goes, ours),
            f"With next={evil!r} signing in leads to a page of this site, or nowhere.",
            got=f"It leads to {goes}",
            wire=answer.wire,
        )


def is_ours(location, ours):
    """Say whether a browser would stay: it drops tabs and line ends, and turns \\ round."""
    bare = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    if re.match(r"(https?:)?/{3,}|https?:[^/]", bare):
        return False
    try:
        there = urlsplit(urljoin(ours, bare))
    except ValueError:
        return True
    return (there.scheme, there.netloc) == ("http", urlsplit(ours).netloc)


@step(
    "Who reads the database has no passwords",
    clause=PASSWORDS,
    question="Two members have the same password. What does the table tell?",
)
def passwords(bench):
    ada, bo = members(bench, "Ada", "Bo")
    asked = "SELECT password FROM notes_member WHERE name = ?"
    stored = [ada.site.rows(asked, each.who)[0][0] for each in (ada, bo)]
    bench.expect(
        PASSWORD not in stored[0],
        "The table has no password that can be read.",
        got=f"It has {stored[0]!r}, which is the password.",
    )
    bench.expect(
        stored[0] != stored[1],
        "Two members with one password do not look alike: each has a salt of their own.",
        got=f"Both have {stored[0]!r}.",
    )
    thief = person(bench, ada.site, "A thief")
    thief.who = ada.who
    answer = thief.sign_in(password=stored[0])
    bench.expect(
        not thief.is_signed_in(),
        "What stands in the table is not what one signs in with.",
        got="It signs in.",
        wire=answer.wire,
    )


@step(
    "Nobody learns whether a name is a member's",
    clause=ENUMERATION,
    question="What differs between these two answers?",
)
def enumeration(bench):
    (ada,) = members(bench, "Ada")
    stranger = person(bench, ada.site, "Mallory")
    nobody = word(bench, "Nobody-")
    for target, more in ("/sign-in/", {"password": "wrong"}), ("/forgot/", {}):
        fresh = stranger.get(target)
        answers = {
            name: stranger.submit(stranger.get(target), name=name, **more)
            for name in (ada.who, nobody)
        }
        for answer in answers.values():
            told = page_of(answer).text != page_of(fresh).text or answer.status != 200
            works(answer, f"{target} says in words what came of it", told)
        bare = {name: bare_of(answer, name) for name, answer in answers.items()}
        bench.expect(
            bare[ada.who] == bare[nobody],
            f"{target} answers the same for a member's name and for no member's.",
            got=difference(bare[ada.who], bare[nobody]),
            wire=answers[nobody].wire,
        )
    asked = "SELECT needs_help FROM notes_member WHERE name = ?"
    works(
        answers[ada.who],
        "the warden learns who needs help",
        ada.site.rows(asked, ada.who) == [(1,)],
    )


def bare_of(answer, name):
    """Give an answer without the name that was typed, and without its token."""
    text = answer.text.replace(name, "")
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", text)
    return [str(answer.status), *text.splitlines()]


def difference(first, second):
    for one, other in zip(first, second, strict=False):
        if one != other:
            return f"For a member: {one.strip()}\nFor nobody: {other.strip()}"
    return "One answer is longer."


@step(
    "A clock does not tell it either",
    clause=ENUMERATION,
    question="What does your program do for a member's name, that takes long, and not for "
    "another?",
)
def same_work(bench):
    (ada,) = members(bench, "Ada")
    stranger = person(bench, ada.site, "Mallory")
    done = {}
    for name in ada.who, word(bench, "Nobody-"):
        page = stranger.get("/sign-in/")
        before = ada.site.call("hashes")
        answer = stranger.submit(page, name=name, password="wrong")
        done[name] = ada.site.call("hashes") - before
    few, many = sorted(done.values())
    bench.expect(
        few == many,
        "To refuse a wrong password hashes as many passwords as to refuse a wrong name: a "
        "hash takes a tenth of a second or more, and that can be measured from afar.",
        got=f"For a member it hashes {done[ada.who]}, for nobody {[*done.values()][1]}.",
        wire=answer.wire,
    )
