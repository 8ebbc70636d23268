"""What comes in: the content of requests."""

import json
import re

from apps.labs.checking import pep, rfc, step
from apps.labs.judge import ask, read_answer, request

from .check_asks import (
    must_be,
    must_say,
    serve,
)


@step(
    "wsgi.input ends where the body ends",
    clause=pep(
        3333,
        "Input and Error Streams",
        "A server should let an application read to the end of wsgi.input, and simulate "
        "the end there: on the connection there may be nothing, or another request.",
    ),
    question="What does read() without a number wait for on a socket?",
)
def limited_input(bench):
    server = serve(bench)
    for body, told in [
        (b"line\nabcdefghi", b"line\n|abc|defg|hi||"),
        (b"\n", b"\n||||"),
        (b"", b"||||"),
    ]:
        words = request("/read", "POST", f"Content-Length: {len(body)}") + body
        answer = ask(server, words + b"GET /of-the-next-request HTTP/1.1\r\n")
        must_say(bench, answer, {200}, "read() and readline() to the end")
        bench.expect(
            answer.body.rstrip(b"|") == told.rstrip(b"|"),
            f"The application reads {body!r}, and then the end.",
            got=f"It reads {answer.body!r}.",
            wire=answer.wire,
        )


@step(
    "A body comes whole, however it is sent",
    clause=rfc(
        9112,
        "6.3",
        "The content has as many bytes as Content-Length says; TCP knows no borders.",
    ),
    question="What does the application wait for, and what for the network?",
)
def whole_body(bench):
    server = serve(bench)
    body = bench.random.randbytes(300_000)
    words = request("/echo", "POST", f"Content-Length: {len(body)}") + body
    answer = ask(server, words, sizes=[20, 40, 10_000, 100_000, 10**6])
    must_be(bench, answer, 200, body)
    # Chunks have no length beforehand: an application may hear of one, or of none.
    words = request("/environ", "POST", "Transfer-Encoding: chunked")
    words += b"5;x=y\r\nhello\r\nA\r\n, 10 bytes\r\n0\r\nX-After: all\r\n\r\n"
    answer = ask(server, words)
    must_say(bench, answer, {200, 411, 501}, "A body in chunks")
    if answer.status == 200 and "CONTENT_LENGTH" in json.loads(answer.body):
        answer = ask(server, words.replace(b"/environ", b"/echo"))
        must_be(bench, answer, 200, b"hello, 10 bytes")


@step(
    "Who asks before sending is told to go on",
    clause=pep(
        3333,
        "HTTP 1.1 Expect/Continue",
        "A server must answer Expect: 100-continue by itself: at once, or when the "
        "application first reads. Or it refuses by a final status.",
    ),
    question="Who waits for whom, when the client has sent only the head?",
)
def expect_continue(bench):
    server = serve(bench)
    wire = server.connect()
    expects = "Expect: 100-continue"
    wire.send(request("/echo", "POST", "Content-Length: 5", expects))
    line = wire.read_until(
        b"\r\n", "Before the content is sent, a first line comes back."
    )
    if line.startswith(b"HTTP/1.1 100"):
        wire.unread(line)
        wire.send(b"hello")
        must_be(bench, read_answer(wire), 200, b"hello")
    else:
        bench.expect(
            re.match(rb"HTTP/1\.1 4\d\d", line),
            "100 Continue, or a final 4xx.",
            got=f"{line!r}",
            wire=wire,
        )
    # No content, or an old client: it would take 100 for the answer.
    old = (
        b"POST /echo HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello"
    )
    wire = server.connect()
    wire.send(old)
    line = wire.read_until(b"\r\n")
    bench.expect(
        b" 100" not in line,
        "A client of HTTP/1.0 gets no 100.",
        got=f"{line!r}",
        wire=wire,
        clause=rfc(9110, "10.1.1", "Expect in a HTTP/1.0 request is to be ignored."),
    )
