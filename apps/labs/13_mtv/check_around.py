"""What others rely on: names, the back office, the database; and your letters."""

import re

from apps.labs.browsing import Visitor, page_of
from apps.labs.checking import Refused, document, step

from .check_asks import (
    ADMIN,
    CONSTRAINTS,
    DJANGO,
    FAQ,
    NAMES,
    STEPS,
    book,
    library,
    must_be,
    word,
    write_review,
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
