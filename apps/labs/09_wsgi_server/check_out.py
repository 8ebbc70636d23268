"""What goes out: framing, streams and what has no content."""

from apps.labs.checking import Refused, pep, rfc, step
from apps.labs.judge import ask, read_answer, request

from .check_asks import must_be, must_be_cut, must_say, serve


@step(
    "Each piece goes out before the next is asked for",
    clause=pep(
        3333,
        "Buffering and Streaming",
        "A server must not delay a piece: it is sent, or on its way, before the next one is "
        "asked for.",
    ),
    question="What does b''.join(…) wait for?",
)
def streams(bench):
    server = serve(bench)
    go = f"go-{bench.random.randrange(10**9)}"
    wire = server.connect()
    wire.send(request(f"/waits?{go}"))
    wire.read_until(
        b"first\n", "The first piece arrives while the application waits for a sign."
    )
    (server.folder / go).touch()
    wire.read_until(b"second\n")


@step(
    "The end of the content is plain",
    clause=rfc(
        9112,
        "6.3",
        "Content-Length, or chunks, or the end of the connection, which HTTP/1.0 knows "
        "only; and with HTTP/1.1 a cut connection must not look like the end.",
    ),
    question="When the length is not known before the last piece, how is the end told?",
)
def framing(bench):
    server = serve(bench)
    must_be(bench, ask(server, request("/generator")), 200, b"one, two, three")
    must_be(bench, ask(server, request("/sized")), 200, b"five four")
    large = ask(server, request("/large"))
    must_be(bench, large, 200, b"0123456789abcdef" * 3 * 65536)
    answer = ask(server, b"GET /generator HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
    must_be(bench, answer, 200, b"one, two, three")
    bench.expect(
        answer.field("Transfer-Encoding") is None,
        "HTTP/1.0 knows no chunks: the content ends with the connection.",
        got=f"Transfer-Encoding: {answer.field('Transfer-Encoding')}",
        wire=answer.wire,
        clause=rfc(9112, "6.1", "Never Transfer-Encoding to a client of HTTP/1.0."),
    )


@step(
    "HEAD, 204 and 304 have no content, whatever the application gives",
    clause=rfc(
        9112,
        "6.3",
        "An answer to HEAD, and one with 204 or 304, ends with the empty line. What came "
        "behind it would be taken for the next answer.",
    ),
    question="Who knows all the rules of HTTP: each application, or the server?",
)
def no_content(bench):
    server = serve(bench)
    for target, method in [
        ("/generator", "HEAD"),
        ("/sized", "HEAD"),
        ("/status/200", "HEAD"),
        ("/status/204", "GET"),
        ("/status/304", "GET"),
    ]:
        wire = server.connect()
        wire.send(request(target, method, "Connection: close"))
        answer = read_answer(wire, method.encode())
        status = int(target[-3:]) if "status" in target else 200
        must_say(bench, answer, {status}, f"{method} {target}")
        rest = wire.read_to_end()
        bench.expect(
            not rest and not answer.body,
            f"{method} {target}: nothing behind the empty line.",
            got=f"{(answer.body + rest)[:60]!r}",
            wire=wire,
        )
        bench.expect(
            status != 204 or answer.field("Content-Length") is None,
            "204 has no Content-Length.",
            got=f"Content-Length: {answer.field('Content-Length')}",
            wire=wire,
            clause=rfc(9110, "8.6", "Content-Length must not be sent with 204."),
        )
    length = ask(server, request("/status/200", "HEAD")).field("Content-Length")
    bench.expect(
        length in {None, "7"},
        "Content-Length for HEAD is that of GET, or is left out.",
        got=f"Content-Length: {length}",
    )


@step(
    "A wrong Content-Length of the application's does no harm",
    clause=pep(
        3333,
        "Handling the Content-Length Header",
        "No more than Content-Length is sent. If less comes, the connection is closed, so "
        "that the client notices.",
    ),
    question="What does the client take for the begin of the next answer?",
)
def wrong_length(bench):
    server = serve(bench)
    try:
        answer = ask(server, request("/long"))
    except Refused as refused:
        # The judge suspects whoever counted; here that was the application.
        refused.clause, refused.question = None, ""
        refused.expected = "Of the application's nine bytes, five go out as it said."
        raise
    bench.expect(
        (answer.status, answer.body) == (200, b"12345") or answer.status == 500,
        "Of nine bytes, five go out, or the answer is 500.",
        got=f"{answer.status}, {answer.body!r}",
        wire=answer.wire,
    )
    must_be_cut(bench, server, "/short", b"12345")


@step(
    "write() sends at once, and before what is returned",
    clause=pep(
        3333,
        "The write() Callable",
        "start_response returns a callable that takes bytes, for applications that push.",
    ),
    question="What does your start_response return?",
)
def write(bench):
    answer = ask(serve(bench), request("/write"))
    must_be(bench, answer, 200, b"written, again, returned")
