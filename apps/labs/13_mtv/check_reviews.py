"""What a reader sees, and types."""

from apps.labs.browsing import Visitor, page_of, path_of
from apps.labs.checking import document, step

from .check_asks import (
    BY_REDIRECT,
    DJANGO,
    ESCAPING,
    FEATURE,
    FORGERY,
    NOT_FOUND,
    VALIDATION,
    book,
    library,
    must_be,
    must_show,
    reviews,
    word,
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
