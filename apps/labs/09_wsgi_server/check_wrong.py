"""When something goes wrong in the application."""

from apps.labs.checking import pep, step
from apps.labs.judge import ask, request

from .check_asks import must_be, must_be_cut, must_leave, must_say, serve


@step(
    "close() is called, whatever happens",
    clause=pep(
        3333,
        "Specification Details",
        "If the content has a close(), the server must call it at the end of the request: "
        "after the last piece, after an error, or when the client has left.",
    ),
    question="Which statement of Python runs its block whatever happens?",
)
def closes(bench):
    server = serve(bench)
    token = f"t{bench.random.randrange(10**9)}"
    must_be(bench, ask(server, request(f"/close?{token}a")), 200, b"one, two")
    must_leave(bench, server, f"{token}a-closed", "after the last piece")
    ask(server, request(f"/close?{token}b", "HEAD"))
    must_leave(bench, server, f"{token}b-closed", "after HEAD")
    wire = server.connect()
    wire.send(request(f"/half?{token}c"))
    must_leave(bench, server, f"{token}c-closed", "when the application fails half-way")
    wire.close()
    wire = server.connect()
    wire.send(request(f"/close/endless?{token}d"))
    wire.read(1000)
    wire.reset()
    must_leave(bench, server, f"{token}d-closed", "when the client leaves half-way")


@step(
    "An application that fails is a 500, and the server goes on",
    clause=pep(
        3333,
        "Error Handling",
        "Errors of an application are logged, and the server goes on; if nothing has been "
        "sent, a page of the server's own can be.",
    ),
    question="How long does your server keep the head back, and what becomes of it then?",
)
def errors(bench):
    server = serve(bench)
    for target, why in [
        ("/raises", "it raises at once"),
        ("/late", "it raises before the first piece that is not empty"),
        ("/none", "it never calls start_response"),
        ("/twice", "it calls start_response twice, without exc_info"),
        ("/text", "its content is a str, and not bytes"),
    ]:
        answer = ask(server, request(target))
        must_say(bench, answer, {500}, f"When {why}, the request")
    answer = ask(server, request("/lines"))
    bench.expect(
        answer.status == 500,
        "A field with a line end in its value does not go out: the answer is 500.",
        got=f"It is {answer.status}, and has one field more.",
        wire=answer.wire,
        clause=pep(
            3333,
            "The start_response() Callable",
            "No value may hold a control character, CR and LF among them; servers should "
            "look at the fields when start_response is called.",
        ),
        question="Who may have written a part of that value, and what is the line behind?",
    )
    must_be(bench, ask(server, request("/two")), 200, b"one\xff, two")


@step(
    "A second head replaces the first, if that has not gone out",
    clause=pep(
        3333,
        "The start_response() Callable",
        "With exc_info a new head replaces one that has not been sent. The head must be "
        "kept back until the first piece that is not empty, or write().",
    ),
    question="When is the first head sent, and why not when start_response is called?",
)
def replaced(bench):
    answer = ask(serve(bench), request("/replaced"))
    must_be(bench, answer, 503, b"replaced")
    bench.expect(
        answer.field("X-First") is None,
        "Of the first head nothing is left.",
        got=f"X-First: {answer.field('X-First')}",
        wire=answer.wire,
    )


@step(
    "After the head has gone out, the application gets its exception back",
    clause=pep(
        3333,
        "The start_response() Callable",
        "If headers have been sent, start_response must raise the exception of exc_info, and "
        "the content must not look complete.",
    ),
    question="A 200 is on its way. How else can the client notice that something broke?",
)
def too_late(bench):
    server = serve(bench)
    token = f"t{bench.random.randrange(10**9)}"
    must_be_cut(bench, server, f"/toolate?{token}", b"x" * 100)
    must_leave(
        bench,
        server,
        f"{token}-raised",
        "as start_response raises what is in exc_info",
        "The application notes",
    )
    must_be_cut(bench, server, "/half?x", b"one, ")
