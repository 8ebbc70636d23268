"""What lab 13 asks of the library: what it did before, and reviews in every part of it.

The site is served from a copy, with a database of its own that has been in use: it has
run the first migration, and has books in it. check_setup.py is the part inside the site.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

from apps.labs.browsing import Visitor, page_of, path_of
from apps.labs.checking import Refused, document, rfc, step
from apps.labs.django_sites import serve

HERE = Path(__file__).parent
SETUP = HERE / "check_setup.py"
BEFORE = HERE / "starter" / "books" / "migrations" / "0001_initial.py"
STEPS = HERE / "steps.py"

DJANGO = "https://docs.djangoproject.com/en/5.2/"
FEATURE = document("Lab 13", "feature.md", "The task says what the feature is.")
MIGRATIONS = document(
    "Django",
    "Migrations: Workflow",
    "makemigrations writes down how the models have changed since the last migration; "
    "migrate brings a database there. Both files, model and migration, belong together.",
    DJANGO + "topics/migrations/#workflow",
)
IN_USE = document(
    "Django",
    "Migrations",
    "A database remembers by name which migrations it has run, and never runs one twice.",
    DJANGO + "topics/migrations/",
)
NOT_FOUND = rfc(9110, "15.5.5", "404: the server has nothing at this address.")
VALIDATION = document(
    "Django",
    "Working with forms",
    "A form that is not valid has errors, and what was typed; shown again, it tells both.",
    DJANGO + "topics/forms/#the-view",
)
BY_REDIRECT = rfc(
    9110,
    "15.4.4",
    "303, and in practice 302, sends the browser on to another page, which it fetches by "
    "GET: that page can be loaded again without sending anything a second time.",
)
ESCAPING = document(
    "Django",
    "Automatic HTML escaping",
    "A template writes < & \" and ' of a variable so that a browser shows them. What is "
    "marked safe is left as it is, whoever typed it.",
    DJANGO + "ref/templates/language/#automatic-html-escaping",
)
FORGERY = document(
    "Django",
    "Cross Site Request Forgery protection",
    "A form of another site knows no token of yours, so a POST without one is 403. A form "
    "of your own gets one by the tag csrf_token.",
    DJANGO + "ref/csrf/",
)
CONSTRAINTS = document(
    "Django",
    "Constraints",
    "Validators are asked by forms. A constraint is asked by the database, at each write.",
    DJANGO + "ref/models/constraints/",
)
ADMIN = document(
    "Django",
    "The Django admin site",
    "A model that is registered has pages in the admin: a list, and a form for each.",
    DJANGO + "ref/contrib/admin/",
)
NAMES = document(
    "Django",
    "Naming URL patterns",
    "Code and templates call a page by its name, so that its address may change. Here the "
    "template has the same name, and who knows one finds the other.",
    DJANGO + "topics/http/urls/#naming-url-patterns",
)
FAQ = document(
    "Django",
    "FAQ: General",
    "The view says which data is shown, the template how it looks; the rest of what "
    "others call the controller is probably the framework itself.",
    DJANGO + "faq/general/"
    "#django-appears-to-be-a-mvc-framework-but-you-call-the-controller-the-view",
)


@step(
    "There is a model Review",
    clause=FEATURE,
    question="In which file does Django look for the models of the application books?",
)
def model(bench):
    found = library(bench).call("model")
    bench.expect(
        found, "books/models.py has a model Review.", got="It has no model Review."
    )
    for name in ["book", "name", "stars", "text"]:
        bench.expect(
            name in found["fields"],
            f"Review has a field {name}.",
            got=f"It has {', '.join(found['fields'])}.",
        )


@step(
    "No change of the models is without a migration",
    clause=MIGRATIONS,
    question="What has changed in models.py since you ran makemigrations?",
)
def migration_made(bench):
    undone = library(bench).call("migrated")["undone"]
    bench.expect(
        not undone,
        "makemigrations finds nothing to do: each change of a model is in a migration.",
        got=f"It would write:\n{undone}",
    )


@step(
    "A database in use gets to the new models and keeps its books",
    clause=IN_USE,
    question="This database has run 0001_initial long ago. Which migration is new to it?",
)
def old_database(bench):
    site = library(bench)
    trouble = site.call("migrated").get("trouble")
    bench.expect(
        not trouble, "migrate runs to its end.", got=trouble or "", clause=MIGRATIONS
    )
    table = site.call("model")["table"]
    columns = [row[1] for row in site.rows(f"PRAGMA table_info({table})")]
    bench.expect(
        {"book_id", "name", "stars", "text"} <= {*columns},
        f"After migrate the database has a table {table} for reviews, with book_id, name, "
        "stars and text.",
        got=f"It has {', '.join(columns)}." if columns else "There is no such table.",
    )
    titles = {title for (title,) in site.rows("SELECT title FROM books_book")}
    bench.expect(
        {"Amerika", "Das Schloß"} <= titles,
        "The books are all there.",
        got=f"There are {len(titles)}.",
    )


@step(
    "What the site did before it still does",
    clause=NOT_FOUND,
    question="Which line of urls.py answers this address, and what was it before?",
)
def as_before(bench):
    site = library(bench)
    reader = Visitor(site, "A reader")
    listed = reader.get("/")
    must_be(bench, listed, 200)
    must_show(bench, listed, "Amerika", "Das Schloß")
    pk = book(bench, site, "Old & new")
    answer = reader.get(f"/books/{pk}/")
    must_be(bench, answer, 200)
    must_show(bench, answer, "Old & new")
    must_be(bench, reader.get("/books/999999/"), 404)


@step(
    "A page has a form for a review",
    clause=NOT_FOUND,
    question="What does your view do first, and what if the database has no such book?",
)
def form_page(bench):
    site = library(bench)
    reader = Visitor(site, "A reader")
    pk = book(bench, site, "Effi Briest")
    answer = reader.get(f"/books/{pk}/reviews/new/")
    bench.expect(
        answer.status == 200,
        "The status is 200.",
        got=f"It is {answer.status}.",
        wire=answer.wire,
        question="Which line of urls.py answers this address, and with which function?",
    )
    whose = "How does a reader know which book this page is about?"
    must_show(bench, answer, "Effi Briest", clause=FEATURE, question=whose)
    has = [sorted(form.names) for form in page_of(answer).forms]
    bench.expect(
        any({"name", "stars", "text"} <= {*names} for names in has),
        "It has a form with name, stars and text.",
        got=f"Its forms have: {has}" if has else "It has no form.",
        wire=answer.wire,
        clause=FEATURE,
    )
    must_be(bench, reader.get("/books/999999/reviews/new/"), 404)


@step(
    "A review that is sent is kept, and stands on its book's page",
    clause=BY_REDIRECT,
    question="What would the browser send again, if the reader loads this page anew?",
)
def saved(bench):
    site = library(bench)
    reader = Visitor(site, "A reader")
    pk = book(bench, site, "Emma")
    name, text = word(bench, "Ada"), word(bench, "Very clever,")
    form = reader.get(f"/books/{pk}/reviews/new/")
    answer = reader.submit(form, name=name, stars="4", text=text)
    bench.expect(
        answer.status != 403,
        "The form of your own page is taken.",
        got="It is forbidden: 403.",
        wire=answer.wire,
        clause=FORGERY,
        question="What must a form of yours hold, that a form of another site cannot?",
    )
    bench.expect(
        answer.status in {302, 303},
        "After a review is saved the browser is sent on: 302 or 303.",
        got=f"The status is {answer.status}.",
        wire=answer.wire,
    )
    goes_to = path_of(answer.field("Location") or "")
    bench.expect(
        goes_to == f"/books/{pk}/",
        f"It is sent to the book's page, /books/{pk}/.",
        got=f"It is sent to {goes_to}",
        wire=answer.wire,
        clause=FEATURE,
    )
    bench.expect(
        reviews(site, pk) == [(name, 4, text)],
        "The database has this one review of this book.",
        got=f"It has {reviews(site, pk)}.",
        wire=answer.wire,
        clause=FEATURE,
    )
    answer = reader.follow(answer)
    must_be(bench, answer, 200)
    whose = "Which template is the book's page, and what does it say of reviews?"
    must_show(bench, answer, name, text, clause=FEATURE, question=whose)


@step(
    "A book's page has the reviews of this book, the newest first",
    clause=document(
        "Django",
        "Related objects",
        "A book knows those that point to it: by the name that the ForeignKey gives them.",
        DJANGO + "topics/db/queries/#related-objects",
    ),
    question="Which reviews does the template go through, and who has put them in order?",
)
def own_reviews(bench):
    site = library(bench)
    reader = Visitor(site, "A reader")
    pk, other = book(bench, site, "Persuasion"), book(bench, site, "Silas Marner")
    texts = [word(bench, text) for text in ("First", "Second", "Third")]
    strange = word(bench, "Of the other book")
    for number, text in [
        (pk, texts[0]),
        (other, strange),
        *((pk, t) for t in texts[1:]),
    ]:
        form = reader.get(f"/books/{number}/reviews/new/")
        reader.submit(form, name="Bo", stars="3", text=text)
    answer = reader.get(f"/books/{pk}/")
    must_show(bench, answer, *texts)
    text = page_of(answer).text
    bench.expect(
        strange not in text,
        "The page has no review of another book.",
        got=f"It has the review {strange!r}, of /books/{other}/.",
        wire=answer.wire,
    )
    found = sorted(texts, key=text.index)
    bench.expect(
        found == texts[::-1],
        f"The newest is first: {', '.join(texts[::-1])}.",
        got=f"They stand so: {', '.join(found)}.",
        wire=answer.wire,
    )


@step(
    "What cannot be taken comes back, with what was typed",
    clause=VALIDATION,
    question="What does your view answer when the form is not valid, and who says that it "
    "is not?",
)
def refused_input(bench):
    site = library(bench)
    reader = Visitor(site, "A reader")
    pk = book(bench, site, "Walden")
    good = {"name": "Ada", "stars": "5", "text": word(bench, "Quiet,")}
    form = reader.get(f"/books/{pk}/reviews/new/")
    wrong = [("stars", "6"), ("stars", "0"), ("stars", "many"), ("stars", "2.5")]
    for field, typed in [*wrong, ("text", ""), ("name", ""), ("name", "n" * 61)]:
        answer = reader.submit(form, **good | {field: typed})
        what = f"With {field} {typed!r}" if typed else f"Without {field}"
        bench.expect(
            answer.status in {200, 422},
            f"{what} the form comes again: 200.",
            got=f"The status is {answer.status}.",
            wire=answer.wire,
        )
        bench.expect(
            not reviews(site, pk),
            f"{what} nothing is saved.",
            got=f"The database has {reviews(site, pk)}.",
            wire=answer.wire,
        )
        page = page_of(answer)
        kept = [form.values for form in page.forms if "text" in form.values]
        still = good["text"] if field != "text" else good["name"]
        bench.expect(
            kept and still in kept[0].values(),
            f"{what} the form comes again, and has what was typed: {still!r}.",
            got=f"It has {kept[0]}." if kept else "There is no form.",
            wire=answer.wire,
        )


@step(
    "Whatever a reader types is shown as text",
    clause=ESCAPING,
    question="Which filter in your template lets a < pass as it is?",
)
def escaped(bench):
    site = library(bench)
    reader = Visitor(site, "A reader")
    pk = book(bench, site, "Dracula")
    mark = word(bench, "mark").replace(" ", "")
    # An element that no template of the learner's has.
    name, text = f"<x-{mark}>Eve</x-{mark}>", f"<script>{mark}()</script> & 1 < 2"
    form = reader.get(f"/books/{pk}/reviews/new/")
    answer = reader.follow(reader.submit(form, name=name, stars="1", text=text))
    page = page_of(answer)
    made = [
        f"<{element.tag}>"
        for element in page.elements
        if mark in element.tag or (element.tag == "script" and mark in element.text)
    ]
    bench.expect(
        not made,
        "The page has no element that a reader has typed.",
        got=f"It has {' and '.join(dict.fromkeys(made))}.",
        wire=answer.wire,
    )
    must_show(bench, answer, name, text)


@step(
    "A form of another site saves nothing",
    clause=FORGERY,
    question="Who says that this view needs no token?",
)
def csrf(bench):
    site = library(bench)
    pk = book(bench, site, "Faust")
    reader = Visitor(site, "A reader, on a page of another site")
    # The browser has been here before, and sends its cookie with the other's form.
    reader.get(f"/books/{pk}/reviews/new/")
    typed = {"name": "Mallory", "stars": "1", "text": "Do not read this."}
    answer = reader.post(
        f"/books/{pk}/reviews/new/", typed, "Origin: https://mallory.example"
    )
    must_be(bench, answer, 403)
    bench.expect(
        not reviews(site, pk),
        "Nothing is saved.",
        got=f"The database has {reviews(site, pk)}.",
        wire=answer.wire,
    )


@step(
    "Address and template have one name",
    clause=NAMES,
    question="By which name would a link in a template call this page?",
)
def names(bench):
    site = library(bench)
    pk = book(bench, site, "Ivanhoe")
    path = f"/books/{pk}/reviews/new/"
    Visitor(site, "A reader").get(path)
    found = site.call("page", path=path)
    bench.expect(
        found["name"] == "books:review_create",
        f"{path} is called books:review_create.",
        got=f"It is called {found['name']}.",
    )
    wanted = "books/review_create.html"
    bench.expect(
        wanted in found["templates"],
        f"It is shown by {wanted}.",
        got=f"It is shown by {', '.join(found['templates']) or 'no template'}.",
    )


@step(
    "The back office lists the reviews",
    clause=ADMIN,
    question="How does the admin know a model, and what does it write for one of its rows?",
)
def admin_page(bench):
    site = library(bench)
    says = site.call("model")["says"]
    bench.expect(
        says and "Review object" not in says,
        "A review says of itself what it is: who wrote it, or of which book.",
        got=f"It says {says!r}." if says else "It raises an exception.",
        clause=document(
            "Django",
            "Model.__str__()",
            "Wherever one row stands as text, in the admin or the shell, __str__ writes it.",
            DJANGO + "ref/models/instances/#str",
        ),
    )
    warden = Visitor(site, "The warden")
    form = warden.get("/admin/login/")
    warden.submit(form, username="warden", password="open sesame")
    reader = Visitor(site, "A reader")
    pk, name = book(bench, site, "Ulysses"), word(bench, "Nora")
    form = reader.get(f"/books/{pk}/reviews/new/")
    reader.submit(form, name=name, stars="2", text="Long.")
    answer = warden.get("/admin/books/review/")
    must_be(bench, answer, 200)
    (number,) = site.rows(
        f"SELECT id FROM {site.call('model')['table']} WHERE book_id = ?", pk
    )[0]
    change = f"/admin/books/review/{number}/change/"
    links = [element.attributes.get("href", "") for element in page_of(answer).elements]
    bench.expect(
        any(link.partition("?")[0] == change for link in links),
        f"The list leads to the review, {change}",
        got="There is no such link.",
        wire=answer.wire,
    )
    must_be(bench, warden.get(change), 200)


@step(
    "The database itself refuses six stars",
    clause=CONSTRAINTS,
    question="Who asks a validator, and who does not?",
)
def database_guards(bench):
    site = library(bench)
    table = site.call("model")["table"]
    pk = book(bench, site, "Hamlet")
    good = write_review(site, table, pk, stars=5)
    bench.expect(
        good == "",
        "A row with five stars can be written by SQL.",
        got=f"It says: {good}",
    )
    for stars in 6, 0:
        said = write_review(site, table, pk, stars)
        bench.expect(
            said,
            f"The database refuses a row with stars {stars}, written by SQL.",
            got="It takes the row.",
        )


@step(
    "You know whose work each step was",
    clause=FAQ,
    question="Would this step happen on every site that Django serves, or is it in one of "
    "your own files: and in which?",
)
def letters(bench):
    bench.lay("steps.py", STEPS.read_bytes())
    ended = bench.run("steps.py")
    told = ended.output.decode("utf-8", "replace")
    lines = re.findall(r"(?m)^(\d+) \?: (.*)$", told)
    bench.expect(
        len(lines) > 4,
        "steps.py prints the steps of a review, from the address to the book's page.",
        got=f"It prints {told!r:.300}",
    )
    # What it printed is known; what it means is asked.
    bench.programs.clear()
    path = bench.folder / "steps.txt"
    text = path.read_text("utf-8", "replace") if path.exists() else ""
    written = re.findall(r"(?m)^\s*(\d+)\s+([A-Za-z?]):?", text)
    bench.expect(
        len(written) == len(lines),
        f"steps.txt has a line for each of the {len(lines)} steps that steps.py prints: "
        "its number, a letter, and what happened.",
        got=f"It has {len(written)} such lines.",
        question="Has your program changed since you kept its steps?",
    )
    for (number, words), (_, letter) in zip(lines, written, strict=True):
        bench.expect(
            letter in "MVTFmvtf",
            f"A letter stands at step {number}: M, V, T or F.",
            got=f"There stands {letter}.",
        )
        if letter.upper() != letter_of(words):
            raise Refused(
                "Each step has the letter of the part whose work it is.",
                got=f"Step {number} has {letter.upper()}: {words}",
            )


def letter_of(words):
    """Say whose work a step is, by the words of steps.py."""
    kinds = {"F": " fits ", "V": " is called", "T": " is filled"}
    found = [letter for letter, mark in kinds.items() if mark in words]
    return found[0] if found else "M"


# What several steps do


def library(bench):
    """Serve the learner's site, on a database that was in use before."""
    files = {
        "checked_setup.py": SETUP.read_bytes(),
        "checked_migrations/__init__.py": b"",
        "checked_migrations/0001_initial.py": BEFORE.read_bytes(),
    }
    return serve(bench, "library.settings", files, named=8013)


def book(bench, site, title):
    """Put a book on the shelf; each step has books of its own."""
    statement = "INSERT INTO books_book (title, author) VALUES (?, ?)"
    return site.write(statement, title, "Anonymous")


def word(bench, start):
    """Give words that no other step has used, and nobody can know beforehand."""
    return f"{start} {bench.random.randrange(10**6):06}"


def reviews(site, pk):
    """Read the reviews of a book from the database."""
    table = site.call("model")["table"]
    statement = (
        f"SELECT name, CAST(stars AS INTEGER), text FROM {table} WHERE book_id = ?"
    )
    return site.rows(statement, pk)


def write_review(site, table, pk, stars):
    """Write a row past Django; give what the database says against it."""
    known = {"book_id": pk, "name": "Ada", "stars": stars, "text": "By SQL."}
    values = {}
    for _, name, kind, must, default, is_key in site.rows(
        f"PRAGMA table_info({table})"
    ):
        if name in known:
            values[name] = known[name]
        elif must and default is None and not is_key:
            # A column of the learner's own: a moment, a number, or a text.
            moment = str(datetime.now(UTC).replace(tzinfo=None))
            values[name] = moment if "date" in kind else "0"
    columns = ", ".join(values)
    places = ", ".join("?" * len(values))
    try:
        site.write(
            f"INSERT INTO {table} ({columns}) VALUES ({places})", *values.values()
        )
    except Refused as refused:
        return refused.got
    return ""


def must_be(bench, answer, status):
    bench.expect(
        answer.status == status,
        f"The status is {status}.",
        got=f"It is {answer.status}.",
        wire=answer.wire,
    )


def must_show(bench, answer, *texts, **more):
    """Refuse a page on which a reader does not see these."""
    shown = " ".join(page_of(answer).text.split())
    for text in texts:
        bench.expect(
            " ".join(text.split()) in shown,
            f"The page shows {text}",
            got=f"It shows: {shown:.300}",
            wire=answer.wire,
            **more,
        )
