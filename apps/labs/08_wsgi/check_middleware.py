"""The middleware."""

from apps.labs.checking import pep, rfc, short, step

from .check_asks import FOOT, field_of, must_be_well, must_have, wrap, wraps


@step(
    "The foot stands below a page",
    clause=pep(
        3333,
        "Middleware: Components that Play Both Sides",
        "A middleware is an application to the server and a server to the application: "
        "it must keep the rules of both.",
    ),
    question="What of the inner application's answer do you have when you have called it?",
)
def foot(bench):
    names = ["page without length", "page", "page in capitals", "error page"]
    tolds = wraps(bench, *((name, {}) for name in names))
    for name, told in zip(names, tolds, strict=True):
        must_be_well(told)
        must_have(bench, told, f"<h1>Grüße</h1><p>and more</p>\n{FOOT}", name)


@step(
    "Content-Length is right again",
    clause=pep(
        3333,
        "Handling the Content-Length Header",
        "A server sends no more than Content-Length says: what is beyond it is lost.",
    ),
    question="Who wrote Content-Length, and when was that true?",
)
def length_grows(bench):
    for told in wraps(bench, ("page", {}), ("page in capitals", {})):
        given = field_of(must_be_well(told), "Content-Length")
        bench.expect(
            given in {None, str(len(told["content"]))},
            f"Content-Length is {len(told['content'])}, or is left out.",
            got=f"Content-Length: {given}.",
        )


@step(
    "What is no page, or has no content, stays as it is",
    clause=rfc(
        9110,
        "8.3",
        "Content-Type says what the bytes are. A line of HTML below a picture, or below an "
        "answer without content, makes nonsense of both.",
    ),
    question="When do you know what the application is going to send?",
)
def others_untouched(bench):
    cases = {
        "text": b"plain",
        "picture": b"\x89PNG",
        "not modified": b"",
        "page": b"",
    }
    asked = [(n, {"REQUEST_METHOD": "HEAD"} if n == "page" else {}) for n in cases]
    for (name, content), told in zip(cases.items(), wraps(bench, *asked), strict=True):
        bench.expect(
            must_be_well(told)["content"] == content,
            f"The content of an answer in the style of {name!r}, asked with "
            f"{told['asked']}, is {short(content)}.",
            got=f"It is {short(told['content'])}",
        )
        bench.expect(
            name != "text" or field_of(told, "Content-Length") in {"5", None},
            "Content-Length of a text of 5 bytes is 5.",
            got=f"Content-Length: {field_of(told, 'Content-Length')}.",
        )


@step(
    "An application that begins late has its foot too",
    clause=pep(
        3333,
        "The Application/Framework Side",
        "start_response must be called before the first piece comes, not before the "
        "application returns. A generator has not begun when it returns.",
    ),
    question="What of a generator function has run when you have called it?",
)
def begins_late(bench):
    told = must_be_well(wrap(bench, "generator"))
    must_have(bench, told, f"one, two, three\n{FOOT}", "generator")


@step(
    "Each piece goes on before the next is asked for",
    clause=pep(
        3333,
        "Middleware Handling of Block Boundaries",
        "A middleware must not wait for several pieces of the application before it "
        "yields one: the first may be wanted long before the last.",
    ),
    question="When your code sees the second piece, where is the first?",
)
def piece_by_piece(bench):
    told = must_be_well(wrap(bench, "generator"))
    events = [e for e in told["events"] if e in {"inside: gives a piece", "a piece"}]
    alternating = ["inside: gives a piece", "a piece"] * 3
    bench.expect(
        events[:6] == alternating,
        "The application gives a piece, the server gets it; three times.",
        got=", ".join(events) + ".",
    )


@step(
    "close() of the content is called, whatever happens",
    clause=pep(
        3333,
        "Specification Details",
        "If the content has a close(), the server must call it at the end of the request, "
        "whether that ended well or not. A middleware is the application's server.",
    ),
    question="Which object does the server see, and which one has the close()?",
)
def closes(bench):
    cases = {
        "at the end": ("with close", {}),
        "when the browser leaves after the first piece": ("with close", {"most": 1}),
        "when the application fails half-way": ("broken", {}),
        "when the server asks for no piece at all": ("with close", {"most": 0}),
    }
    for when, told in zip(cases, wraps(bench, *cases.values()), strict=True):
        bench.expect(
            "inside: closed" in told["events"],
            f"close() is called {when}.",
            got=f"It is not. What happened: {', '.join(told['events'])}.",
        )


@step(
    "A second head, with exc_info, is handed on",
    clause=pep(
        3333,
        "The start_response() Callable",
        "With exc_info a head may replace one that has not been sent. Whether it has been "
        "is known to the server only: a middleware passes exc_info on.",
    ),
    question="How many arguments may start_response be called with, and by whom?",
)
def second_head(bench):
    told = must_be_well(wrap(bench, "second head"))
    heads = [(status, has_info) for status, _, has_info in told["heads"]]
    bench.expect(
        heads[-1] == ("500 Our Mistake", True),
        "The server's start_response is called with '500 Our Mistake' and exc_info.",
        got=f"It is called with: {heads}.",
    )
    bench.expect(
        told["content"] == b"sorry\n",
        "As the second head says text/plain, there is no foot.",
        got=f"The content is {short(told['content'])}",
    )


@step(
    "write() works through the middleware",
    clause=pep(
        3333,
        "The write() Callable",
        "start_response returns a callable for old applications that push their content "
        "out. It comes before what they return.",
    ),
    question="What does your start_response return?",
)
def by_write(bench):
    told = must_be_well(wrap(bench, "by write"))
    must_have(bench, told, f"written, returned\n{FOOT}", "by write")
