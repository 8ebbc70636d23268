"""The journey under runserver."""

import tomllib

from apps.labs.checking import Refused, document, pep, rfc, step

from .check_traces import (
    ANSWERS,
    LESSONS,
    LONG_TOPIC,
    TOPIC,
    answers,
    hops,
    under_runserver,
    words_of,
    writer,
)

DJANGO = "https://docs.djangoproject.com/en/5.2/"
TOML = document(
    "TOML 1.0",
    "Array",
    "A list stands in square brackets, a text between quotation marks, and a comma after "
    "each piece but the last, where it may stand too. A name has one value.",
    "https://toml.io/en/v1.0.0#array",
)
HOPS = document(
    "X-ray",
    "Hops",
    "A trace names the hops of a request, and when each began.",
    "docs/xray.md#hops",
)
WAY = document(
    "The way of a request",
    "docs/architecture.md",
    "From the outside to the inside and back: servers, framework, view, models, template.",
)
ORDERS = {
    ("runserver", "browser"): (WAY, "Who begins the conversation, and who waits for it?"),
    ("wsgi", "runserver"): (
        pep(3333, "Specification Overview", "The server calls the application, for each "
            "request that it has received."),
        "Who calls whom: the application the server, or the server the application?",
    ),
    ("middleware_in", "wsgi"): (
        document("Django", "Middleware", "A layer is called with a request object; first "
                 "there must be one.", DJANGO + "topics/http/middleware/"),
        "What is a layer given when it is called, and who has made that?",
    ),
    ("url", "middleware_in"): (
        document("Django", "Middleware order and layering", "On the way in the layers come "
                 "first, from the top; the view, and with it the search for the view, is the "
                 "innermost.", DJANGO + "topics/http/middleware/#middleware-order-and-layering"),
        "A layer may answer a request at once. What would then be the use of a view?",
    ),
    ("view", "url"): (
        document("Django", "How Django processes a request", "Django goes through the URL "
                 "patterns and stops at the first that fits; then it calls that view.",
                 DJANGO + "topics/http/urls/#how-django-processes-a-request"),
        "How does Django know which of the views to call?",
    ),
    ("models", "view"): (WAY, "Who knows which data this page wants?"),
    ("templates", "view"): (WAY, "Who says which template is to be filled, and with what?"),
    ("templates", "models"): (
        document("The way of a request", "docs/architecture.md", "A template asks for "
                 "nothing that it was not given."),
        "What does a template need before it can begin with this topic?",
    ),
    ("middleware_out", "templates"): (
        document("Django", "Middleware order and layering", "The response goes out through "
                 "the same layers, from the bottom to the top.",
                 DJANGO + "topics/http/middleware/#middleware-order-and-layering"),
        "A layer adds to the response. Where does it get it from?",
    ),
    ("sending", "middleware_out"): (
        pep(3333, "The Application/Framework Side", "The application returns the whole answer "
            "to the server, and the server sends it."),
        "May anybody still add a header when the headers have been sent?",
    ),
}  # fmt: skip


@step(
    "Your answers can be read",
    clause=TOML,
    question="What have you changed in that line, and what does the line above end with?",
)
def readable(bench):
    path = bench.folder / ANSWERS
    bench.expect(
        path.exists(),
        f"There is a file {ANSWERS}.",
        got="It is not there.",
        question=BEGIN,
    )
    try:
        answers(bench)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            f"{ANSWERS} is TOML.", got=f"It cannot be read: {error}."
        ) from None


BEGIN = "Where did `lab start 1` put it?"


@step(
    "Each hop stands there once",
    clause=HOPS,
    question="Which line did you lose, or copy, while you moved the others?",
)
def every_hop(bench):
    all_there(
        bench, answers(bench, "hops"), hops(under_runserver(bench)[TOPIC]["trace"])
    )


def all_there(bench, said, found):
    bench.expect(
        isinstance(said, list) and said,
        "There is a list of hops.",
        got="There is none.",
        clause=TOML,
    )
    said = [words_of(word) for word in said]
    for name in found:
        bench.expect(name in said, "Each hop has a place.", got=f"{name} has none.")
    for name in said:
        bench.expect(name in found, "All are hops.", got=f"This one is none: {name}")
        bench.expect(
            said.count(name) == 1, "Each has one place.", got=f"{name} has several."
        )


@step(
    "The hops are in order",
    clause=WAY,
    question="Which of the two could not begin before the other had?",
)
def hops_in_order(bench):
    in_order(
        answers(bench, "hops"), hops(under_runserver(bench)[TOPIC]["trace"]), ORDERS
    )


def in_order(said, found, reasons):
    """Refuse the first hop that stands before one that has to come earlier."""
    said = [words_of(word) for word in said]
    for later, name in zip(found[1:], found, strict=False):
        if said.index(later) < said.index(name):
            clause, question = reasons.get((later, name), (None, ""))
            raise Refused(
                "The hops stand in the order in which they begin.",
                got=f"{later} stands before {name}. In the request that was recorded just "
                "now, on this machine, it was the other way round.",
                clause=clause,
                question=question,
            )


ASKS = {
    TOPIC: (
        document("Django", "select_related", "One query can bring rows together with those "
                 "that they point to, such as comments with their authors.",
                 DJANGO + "ref/models/querysets/#select-related"),
        "Of what does the page show something, and how much of it comes in one query?",
    ),
    LONG_TOPIC: (
        document("Django", "Database access optimization", "It costs about the same to ask for "
                 "one row or for twenty; it costs much more to ask twenty times.",
                 DJANGO + "topics/db/optimization/"),
        "It shows twice as many comments. Is that twice as many questions, or one longer "
        "answer?",
    ),
    LESSONS: (
        document("How to write a lesson", "docs/lessons.md", "A lesson is a file. Nothing "
                 "else has to be registered."),
        "Where do the lessons lie? And what does the page know about a guest?",
    ),
}  # fmt: skip
GUESS = document(
    "Lab 01",
    ANSWERS,
    "First write what you believe, then look. Whoever has guessed wrong remembers.",
)


@step(
    "You know how often the database is asked",
    clause=ASKS[TOPIC][0],
    question="What does `lab run 1`, or the X-ray of the page, list under its queries?",
)
def queries(bench):
    said = answers(bench, "queries")
    for path, found in under_runserver(bench).items():
        clause, question = ASKS[path]
        number = words_of(said.get(path, "?") if isinstance(said, dict) else "?")
        bench.expect(
            number.isdecimal(),
            f"A number stands for {path}.",
            got=f"There stands {number}.",
            clause=GUESS,
            question="What do you guess? A wrong number costs nothing.",
        )
        bench.expect(
            int(number) == found["trace"]["queries"]["count"],
            f"{path} asks as often as you say.",
            got=f"You say {number}. That is not what was recorded just now, on this machine.",
            clause=clause,
            question=question,
        )


HEADERS = {
    "User-Agent": (
        rfc(9110, "10.1.5", "User-Agent names the program from which the request comes."),
        "Who knows which program asks?",
    ),
    "X-Forwarded-For": (
        rfc(7239, "8.1", "What a request says about where it comes from cannot be relied "
            "on: anybody on the way may have written it, the client too."),
        "There is no proxy here. Who is left that can have written it?",
    ),
    "REMOTE_ADDR": (
        rfc(3875, "4.1.8", "REMOTE_ADDR is the network address of the client. The server "
            "sets it."),
        "Is it a line of the request, or something that one knows about the connection?",
    ),
    "Content-Type": (
        document("Django", "HttpResponse", "A view's response has a content type from the "
                 "beginning: HTML, unless the view says otherwise.",
                 DJANGO + "ref/request-response/#django.http.HttpResponse"),
        "`lab run 1` says where it was first seen. Who had just finished there?",
    ),
    "Content-Length": (
        document("Django", "CommonMiddleware", "It sets the Content-Length of a response that "
                 "has none and is no stream.",
                 DJANGO + "ref/middleware/#module-django.middleware.common"),
        "The view gives a page without it. Who sees the page next?",
    ),
    "X-Frame-Options": (
        document("Django", "Clickjacking protection", "A layer puts X-Frame-Options on "
                 "every response.", DJANGO + "ref/clickjacking/"),
        "All pages of this site have it. Would you write it into each view?",
    ),
    "Date": (
        rfc(9110, "6.6.1", "Date says when the response was made; an origin server that has "
            "a clock sends it."),
        "Django has never had this field, and the client has it. Who stands between them?",
    ),
}  # fmt: skip
WRITERS = ["browser", "server", "middleware", "view"]


@step(
    "You know who wrote it",
    clause=HEADERS["User-Agent"][0],
    question="Who can know this value?",
)
def who_wrote_it(bench):
    recorded = under_runserver(bench)[TOPIC]
    written_by(bench, answers(bench, "wrote"), recorded, WRITERS, HEADERS)


def written_by(bench, said, recorded, writers, reasons):
    for name, (clause, question) in reasons.items():
        word = words_of(said.get(name, "?") if isinstance(said, dict) else "?")
        bench.expect(
            word in writers,
            f"For {name} there stands one of: {', '.join(writers)}.",
            got=f"There stands {word}.",
            clause=GUESS,
            question="Whom do you believe to know it? A wrong word costs nothing.",
        )
        bench.expect(
            word == writer(name, **recorded),
            f"{name} is written by whoever you say.",
            got=f"You say {word}. That is not what was recorded just now, on this machine.",
            clause=clause,
            question=question,
        )
