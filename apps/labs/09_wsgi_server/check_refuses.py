"""Requests that must be refused."""

import re

from apps.labs.checking import rfc, step
from apps.labs.judge import ask, request

from .check_asks import BAD, CHUNK, must_be, must_refuse_all, serve, without_100
from .check_fuzz import has_bad_head, mutant, sizes


@step(
    "Host is there, once, and valid",
    clause=BAD.NO_HOST[0].clause,
    question="What decides which site is meant, when an address has many?",
)
def host(bench):
    must_refuse_all(bench, BAD.NO_HOST)


@step(
    "Where a request ends must be beyond doubt",
    clause=rfc(
        9112, "6.3", "With an invalid length or coding a server must answer 400."
    ),
    question="Does int() take more than HTTP allows?",
)
def ends(bench):
    must_refuse_all(bench, BAD.FRAMING)
    chunked = request("/echo", "POST", "Transfer-Encoding: chunked")
    for what, body in {
        "A chunk without a size": b"\r\nhello\r\n0\r\n\r\n",
        "A size that is no number": b"five\r\nhello\r\n0\r\n\r\n",
        "A size with a sign": b"+5\r\nhello\r\n0\r\n\r\n",
        "A size with 0x": b"0x5\r\nhello\r\n0\r\n\r\n",
        "A size with _": b"0_5\r\nhello\r\n0\r\n\r\n",
        "A chunk longer than its size": b"3\r\nhello\r\n0\r\n\r\n",
    }.items():
        answer = ask(serve(bench), chunked + body, is_refusable=True)
        bench.expect(
            answer is None or answer.status >= 400,
            f"{what}: 400.",
            got=answer and f"It is answered by {answer.status}.",
            wire=serve(bench).last_wire,
            clause=CHUNK,
        )


@step(
    "What is not HTTP is refused",
    clause=rfc(9112, "2.2", "What does not match the grammar is answered by 400."),
    question="Does the server look for what is wrong, or match what is right?",
)
def malformed(bench):
    must_refuse_all(bench, BAD.MALFORMED)


@step(
    "Whatever bytes come, in whatever pieces: no wrong 200, no crash, no silence",
    clause=rfc(
        9112,
        "2.2",
        "A request is bytes, from anybody. What a strict reader refuses must not be "
        "answered as if it were well.",
    ),
    question="Which lines can raise, and which can wait for ever?",
)
def survives(bench):
    server = serve(bench)
    for words in [*BAD.GARBAGE, *(mutant(bench.random) for _ in range(80))]:
        wire = server.connect()
        wire.drip(words, sizes(bench.random))
        wire.finish()
        said = wire.read_to_end("Within a moment it answers or closes.")
        bench.expect(
            not re.match(rb"HTTP/1\.\d 2", without_100(said))
            or not has_bad_head(words),
            "A head that h11 refuses is not answered by 200.",
            got=f"{said[:60]!r}",
            wire=wire,
        )
        wire.close()
    must_be(bench, ask(server, request("/two")), 200, b"one\xff, two")
