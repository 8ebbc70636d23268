"""One client at a time: what a kept connection is, and where a request ends."""

from apps.labs.checking import rfc, step
from apps.labs.judge import read_answer, request

from .check_asks import (
    answers_in_order,
    chances,
    in_chunks,
    must_echo,
    must_refuse,
    must_say,
    one,
    post,
)
from .check_bad import BAD_CHUNKS
from .check_clauses import IN_ORDER, KEPT


@step(
    "A connection stays open for the next request",
    clause=KEPT,
    question="What does your program do after it has sent the first answer?",
)
def stays_open(bench):
    wire = one(bench).connect()
    for target in "/", "/test.jpg", "/who", "/":
        wire.send(request(target))
        answer = must_say(bench, read_answer(wire), 200, target)
        bench.expect(
            not answer.says_close,
            "The connection stays open, and the answer does not say `close`.",
            got="It says `Connection: close`.",
            wire=wire,
        )
    wire.close()


@step(
    "Who says close gets one more answer, and the end",
    clause=rfc(
        9112,
        "9.6",
        "After a request with `Connection: close` the server must close, and must not "
        "answer what stands behind it. Its last answer says `close` too.",
    ),
    question="In which of the two messages may `close` stand, and in which capitals?",
)
def closes_when_told(bench):
    for lines in ["Connection: close"], ["Connection: Keep-Alive, CLOSE"]:
        wire = one(bench).connect()
        wire.send(request("/who", "GET", *lines) + request("/test.jpg"))
        answer = must_say(bench, read_answer(wire), 200, "/who")
        told = "The answer says `Connection: close`."
        bench.expect(answer.says_close, told, wire=wire)
        wire.expect_end("The connection is closed, and the next request not answered.")
        wire.close()
    wire = one(bench).connect()
    wire.send(b"GET /who HTTP/1.0\r\n\r\n")
    must_say(bench, read_answer(wire), 200, "/who in HTTP/1.0")
    wire.expect_end("HTTP/1.0 closes after the answer, if nobody says keep-alive.")
    wire.close()


@step(
    "Requests in one piece are answered in their order",
    clause=IN_ORDER,
    question="One recv has brought three requests. What becomes of the second and third?",
)
def pipelined(bench):
    answers_in_order(bench, one(bench))


@step(
    "Content comes after the head, as many bytes as it says",
    clause=rfc(
        9112,
        "6.2",
        "Content-Length says how many bytes of content follow the empty line. The next "
        "byte is the next request's.",
    ),
    question="Where is the content's beginning when the head has been received?",
)
def content_by_length(bench):
    server = one(bench)
    content = b"GET /who HTTP/1.1\r\nHost: inside\r\n\r\n" + bench.random.randbytes(300)
    words = post(content) + request("/test.jpg")
    for sizes in [len(words)], [len(words) - len(content)], chances(bench, words):
        wire = server.connect()
        wire.drip(words, sizes)
        must_echo(bench, read_answer(wire), content)
        must_say(bench, read_answer(wire), 200, "The request behind the content")
        wire.close()


@step(
    "Content comes in chunks, too",
    clause=rfc(
        9112,
        "7.1",
        "Who does not know the length beforehand sends chunks, each after its size in "
        "hexadecimal; the last has size 0. Every HTTP/1.1 server must understand them.",
    ),
    question="How many bytes is a chunk of size 1b, and what stands behind them?",
)
def content_in_chunks(bench):
    server = one(bench)
    content = b"0\r\n\r\nGET /who HTTP/1.1\r\n\r\n" + bench.random.randbytes(400)
    words = in_chunks(bench, content) + request("/test.jpg")
    for sizes in [len(words)], chances(bench, words):
        wire = server.connect()
        wire.drip(words, sizes)
        must_echo(bench, read_answer(wire), content)
        must_say(bench, read_answer(wire), 200, "The request behind the chunks")
        wire.close()


@step(
    "A client that asks whether to send is told",
    clause=rfc(
        9110,
        "10.1.1",
        "To a head with `Expect: 100-continue` a server says 100 before it waits for the "
        "content, or gives its final answer at once.",
    ),
    question="The client waits for you, you wait for the client: who goes first?",
)
def says_continue(bench):
    wire = one(bench).connect()
    wire.send(post(b"hello", "Expect: 100-continue")[:-5])
    line = wire.read_until(b"\r\n", "100 Continue comes, or a final answer.")
    if line.startswith(b"HTTP/1.1 100"):
        wire.expect(b"\r\n", "After 100 Continue comes an empty line.")
        wire.send(b"hello")
        must_echo(bench, read_answer(wire), b"hello")
    wire.close()


@step(
    "Where content ends must be beyond doubt",
    clause=rfc(
        9112,
        "11.2",
        "If two programs see two ends of one request, an attacker can put a request of his "
        "own between them: request smuggling.",
    ),
    question="What makes int('+5', 16) or int('0_5', 16), and what does HTTP allow?",
)
def bad_chunks(bench):
    must_refuse(bench, one(bench), BAD_CHUNKS)
