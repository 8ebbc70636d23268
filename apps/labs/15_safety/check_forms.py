"""Steps of lab 15 about what forms may change, and what is changed by GET."""

from apps.labs.browsing import Visitor, page_of
from apps.labs.checking import document, rfc, step

from .check_people import (
    members,
    notes_on,
    person,
    pinboard,
    shows,
    theme_of,
    word,
    works,
)

DJANGO = "https://docs.djangoproject.com/en/5.2/"
CSRF = document(
    "Django",
    "Cross Site Request Forgery protection",
    "A browser adds its cookies to a form of any site. So a POST must bring a token which "
    "only a page of this site, asked for with the same cookie, can have.",
    DJANGO + "ref/csrf/",
)
SAFE = rfc(
    9110,
    "9.2.1",
    "GET is safe: it asks for nothing but to be shown something. Whoever changes or "
    "deletes by it must expect that somebody else sends it.",
)
FIELDS = document(
    "Django",
    "Creating forms from models: Selecting the fields to use",
    "A form names the fields that it may change, one by one; others that are sent along "
    "are nothing to it.",
    DJANGO + "topics/forms/modelforms/#selecting-the-fields-to-use",
)
ACCESS = document(
    "OWASP",
    "Top 10: Broken Access Control",
    "Whoever can count can ask for every number. Each view asks whether this person may "
    "see this row, and change it.",
    "https://owasp.org/Top10/A01_2021-Broken_Access_Control/",
)


COLUMNS = ["id", "name", "password", "is_moderator", "needs_help"]


@step(
    "Honest people can do what they could",
    clause=document(
        "Lab 15", "notes/views.py", "What honest people do today works tomorrow."
    ),
    question="What of your defence stands in the way of those who mean well?",
)
def honest(bench):
    site = pinboard(bench)
    zoe = person(bench, site, "Zoë")
    answer = zoe.submit(zoe.get("/"), theme="dark")
    works(answer, "a visitor chooses a theme", answer.status in {302, 303})
    zoe.join()
    text = word(bench, "Grüße, ")
    place = zoe.write(text)
    shows(Visitor(site).get("/"), text, "everybody reads a note")
    secret = zoe.write(word(bench, "diary"), is_private="on")
    works(
        zoe.get(secret),
        "one reads one's own private note",
        zoe.get(secret).status == 200,
    )
    answer = zoe.change_profile(
        about="I like tea.", homepage="https://zoe.example/?a=1&b=2"
    )
    works(answer, "one changes one's profile", answer.status in {302, 303})
    page = zoe.page()
    links = [e.attributes.get("href") for e in page_of(page).elements]
    works(
        page, "a profile leads to a homepage", "https://zoe.example/?a=1&b=2" in links
    )
    shows(page, "I like tea.", "a profile shows what one says")
    answer = zoe.delete(place)
    works(answer, "one deletes one's own note", zoe.get(place).status == 404)
    answer = zoe.submit(zoe.get("/"), sign_out="")
    works(answer, "one signs out", not zoe.is_signed_in())
    works(zoe.sign_in(), "one signs in again", zoe.is_signed_in())


@step(
    "A form of another site changes nothing",
    clause=CSRF,
    question="What does your site know of a form, that another site cannot put into it?",
)
def csrf(bench):
    ada, mallory = members(bench, "Ada", "Mallory")
    place = ada.write(word(bench))
    ada.change_profile(about="As Ada has written it.", homepage="")
    # A token, but of another browser: Mallory's own.
    forms = page_of(mallory.get("/profile/")).forms
    of_mallory = next((f.values for f in forms if "about" in f.names), {})
    evil = word(bench, "evil")
    tries = {
        "/profile/": {"about": evil, "homepage": ""},
        "/notes/new/": {"text": evil},
        f"{place}delete/": {"delete": ""},
    }
    for others in {}, of_mallory:
        for target, fields in tries.items():
            answer = ada.post(
                target, others | fields, "Origin: https://mallory.example"
            )
            answer.wire.note("Ada's browser sent this for a page of mallory.example.")
            harm = harm_to(ada, place, evil)
            bench.expect(
                not harm,
                f"A form of another site, sent to {target}, changes nothing: 403.",
                got=f"The status is {answer.status}: {harm}",
                wire=answer.wire,
            )


def harm_to(ada, place, evil):
    """Say what a forged form has done, or nothing."""
    number = place.split("/")[2]
    if not ada.site.rows("SELECT id FROM notes_note WHERE id = ?", number):
        return "Ada's note is gone."
    if ada.site.rows("SELECT id FROM notes_note WHERE text = ?", evil):
        return "there is a note of Ada's which she has not written."
    if ada.site.rows("SELECT id FROM notes_member WHERE about = ?", evil):
        return "Ada's profile says what Mallory wants."
    return ""


@step(
    "A link of another site deletes nothing",
    clause=SAFE,
    question="By which method does a browser follow a link, and what does your view do then?",
)
def safe_methods(bench):
    (ada,) = members(bench, "Ada")
    place = ada.write(word(bench))
    answer = ada.get(f"{place}delete/")
    answer.wire.note("A page of mallory.example has a link to this address.")
    bench.expect(
        ada.get(place).status == 200,
        f"GET {place}delete/ deletes nothing: 405, or a page that asks once more.",
        got=f"The status is {answer.status}, and the note is gone.",
        wire=answer.wire,
    )
    ada.submit(ada.get("/"), theme="dark")
    answer = ada.get("/theme/?theme=light")
    bench.expect(
        theme_of(ada.get("/")) == "dark",
        "GET /theme/ changes no theme.",
        got="Ada's theme is another one now.",
        wire=answer.wire,
    )
    answer = ada.get("/sign-out/")
    bench.expect(
        ada.is_signed_in(),
        "GET /sign-out/ signs nobody out.",
        got="Ada is signed out.",
        wire=answer.wire,
    )
    answer = ada.delete(place)
    works(answer, "she deletes it herself", ada.get(place).status == 404)


@step(
    "A form changes the fields that it has, and no others",
    clause=FIELDS,
    question="Who decides which columns your view writes: your program, or the request?",
)
def mass_assignment(bench):
    mallory, bo = members(bench, "Mallory", "Bo")
    site = mallory.site

    def kept(who):
        asked = f"SELECT {', '.join(COLUMNS)} FROM notes_member WHERE name = ?"
        return dict(zip(COLUMNS, *site.rows(asked, who), strict=True))

    before = {who: kept(who) for who in (mallory.who, bo.who)}
    pk = before[bo.who]["id"]
    for extra in [
        {"is_moderator": "1"},
        {"is_moderator": "on"},
        {"password": "known"},
        {"name": "Mayor"},
        {"needs_help": "1"},
        {"id": str(pk), "name": bo.who, "password": "known"},
        {"pk": str(pk), "name": bo.who, "password": "known"},
    ]:
        about = word(bench, "I am ")
        page = mallory.get("/profile/")
        form = next((f for f in page_of(page).forms if "about" in f.names), None)
        works(page, "the profile has a form", form)
        typed = {"about": about, "homepage": ""} | extra
        answer = mallory.post("/profile/", form.values | typed)
        for who, columns in before.items():
            gone = not site.rows("SELECT id FROM notes_member WHERE name = ?", who)
            after = {} if gone else kept(who)
            changed = [
                f"{name} was {value!r}, and is {after[name]!r}."
                for name, value in columns.items()
                if after and after[name] != value
            ]
            bench.expect(
                after and not changed,
                f"A profile that is sent with {', '.join(extra)} as well changes nothing "
                "but homepage and about.",
                got=f"Of {who}: {' '.join(changed)}" if after else f"{who} is gone.",
                wire=answer.wire,
            )
    about = word(bench, "Honestly, ")
    mallory.change_profile(about=about, homepage="")
    shows(mallory.page(), about, "one changes what one says of oneself")


@step(
    "What is somebody's own is nobody else's",
    clause=ACCESS,
    question="Where does your view ask who is asking?",
)
def private(bench):
    ada, mallory = members(bench, "Ada", "Mallory")
    secret = word(bench, "diary")
    diary, open_note = ada.write(secret, is_private="on"), ada.write(word(bench))
    works(ada.get(diary), "Ada reads her diary", ada.get(diary).status == 200)
    answer = mallory.get(open_note)
    works(answer, "everybody reads a public note", answer.status == 200)
    form = next(iter(page_of(mallory.get("/notes/new/")).forms))
    for target in diary, "/", f"/search/?q={secret}":
        answer = mallory.get(target)
        bench.expect(
            not any(secret in text for text in notes_on(answer)),
            f"{target} shows nobody else what is private.",
            got="It shows it.",
            wire=answer.wire,
        )
    bench.expect(
        mallory.get(diary).status in {403, 404},
        "Another's private note is not there: 404.",
        got=f"The status is {mallory.get(diary).status}.",
    )
    for place in diary, open_note:
        answer = mallory.post(f"{place}delete/", form.values)
        bench.expect(
            ada.get(place).status == 200,
            "A note is deleted by its author, or by a moderator.",
            got=f"{mallory.who} has deleted {place}, a note of {ada.who}'s.",
            wire=answer.wire,
        )
    ada.site.write(
        "UPDATE notes_member SET is_moderator = 1 WHERE name = ?", mallory.who
    )
    mallory.delete(open_note)
    answer = mallory.get(open_note)
    works(answer, "a moderator deletes a note", answer.status == 404)
