"""One request, and what becomes of its connection."""

from apps.labs.checking import step

from .check_asks import GET, KEEP_CONN, PORT, RESPONDERS, complete, has_line, responder
from .check_records import (
    request,
    send,
    spec,
)


@step(
    "One request is answered: STDOUT, its end, END_REQUEST",
    clause=RESPONDERS,
    question="Which records come, which go, and which of them are empty?",
)
def answers(bench):
    wire = responder(bench, named=PORT).connect()
    send(wire, request(1, GET))
    reply = complete(bench, wire, 1)
    bench.expect(
        "content-type" in reply.fields,
        "STDOUT begins like the output of a CGI script: Content-Type, an empty line.",
        got=f"It begins with {reply.output[:60]!r}.",
        wire=wire,
    )
    has_line(bench, wire, reply, b"REQUEST_METHOD=GET")


@step(
    "The request's id comes back, whichever it is",
    clause=spec(
        "3.3",
        "Each record carries the id of its request, in two bytes: any but 0.",
    ),
    question="Where in the header is the id, and how many bytes has it?",
)
def request_id(bench):
    number = bench.random.randrange(0x101, 0xFFFF)
    wire = responder(bench).connect()
    send(wire, request(number, GET))
    complete(bench, wire, number)


@step(
    "KEEP_CONN: the connection stays, and so does the process",
    clause=KEEP_CONN,
    question="Who decides that the connection is closed, and when does that come?",
)
def keeps_connection(bench):
    server = responder(bench)
    wire = server.connect()
    replies = []
    for _ in range(3):
        send(wire, request(1, GET, keep=True))
        replies.append(complete(bench, wire, 1))
    # One connection at a time is enough (3.2).
    wire.close()
    other = server.connect()
    send(other, request(1, GET))
    replies.append(complete(bench, other, 1))
    processes = {reply.fields.get("x-process") for reply in replies}
    numbers = [reply.fields.get("x-request") for reply in replies]
    bench.expect(
        len(processes) == 1 and None not in processes and len(set(numbers)) == 4,
        "Four requests, on two connections, are answered by one process that counts them: "
        "X-Process is the same, X-Request another each time.",
        got=f"X-Process: {', '.join(map(str, processes))}; "
        f"X-Request: {', '.join(map(str, numbers))}.",
        wire=other,
    )


@step(
    "Without KEEP_CONN the connection is closed after the answer",
    clause=KEEP_CONN,
    question="Which bit of which byte of BEGIN_REQUEST have you looked at?",
)
def closes(bench):
    wire = responder(bench).connect()
    send(wire, request(1, GET, keep=False))
    complete(bench, wire, 1)
    wire.expect_end(
        "After END_REQUEST the connection is closed, and nothing more comes."
    )
