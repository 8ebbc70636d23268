"""Streams: in pieces, cut anywhere, padded, long."""

from apps.labs.checking import rfc, step

from .check_asks import GET, RESPONDERS, complete, ends_with, has_line, responder
from .check_records import (
    PARAMS,
    STDIN,
    begin,
    params,
    record,
    request,
    send,
    spec,
    stream,
)


@step(
    "Records may come in pieces",
    clause=rfc(
        9293,
        "2.2",
        "TCP carries a stream of bytes. It knows no records: one may arrive in many "
        "pieces, and many in one.",
    ),
    question="How many bytes does recv(8) give? And what do you do with fewer?",
)
def in_pieces(bench):
    wire = responder(bench).connect()
    send(wire, request(1, GET, keep=True))
    complete(bench, wire, 1)
    # Now the responder waits in a read, and each piece may wake it. Often enough, and
    # one of them will have come alone.
    for _ in range(5):
        wire.drip(request(1, GET, keep=True))
        reply = complete(bench, wire, 1)
        has_line(bench, wire, reply, b"REQUEST_METHOD=GET")


@step(
    "Names and values, short and long",
    clause=spec(
        "3.4",
        "A length up to 127 is one byte. A longer one is four, of which the first bit is "
        "set and does not count. First both lengths, then name and value.",
    ),
    question="What does the first bit of a length say, and what is the number without it?",
)
def names_and_values(bench):
    environ = {
        b"EMPTY": b"",
        b"HTTP_COOKIE": b"c" * 127,
        b"HTTP_REFERER": b"r" * 128,
        b"QUERY_STRING": b"q=" + b"x" * bench.random.randrange(300, 60_000),
        b"HTTP_" + b"N" * 200: b"a long name",
        b"PATH_INFO": b"/caf\xc3\xa9/\xff=\x01",
    }
    wire = responder(bench).connect()
    send(wire, request(1, environ))
    reply = complete(bench, wire, 1)
    for name, value in environ.items():
        has_line(bench, wire, reply, name + b"=" + value)


@step(
    "The body comes back as it came",
    clause=RESPONDERS,
    question="When is STDIN at its end: after one record, or after which one?",
)
def body(bench):
    data = b"\x00\xff\r\n" + bench.random.randbytes(3_000)
    environ = GET | {b"CONTENT_LENGTH": str(len(data)).encode()}
    wire = responder(bench).connect()
    send(wire, begin(1) + stream(PARAMS, 1, params(environ)))
    send(wire, stream(STDIN, 1, data, size=700))
    reply = complete(bench, wire, 1)
    ends_with(bench, wire, reply, data)


@step(
    "Streams may be cut anywhere",
    clause=spec(
        "3.3",
        "A stream is the content of its records, joined. Where it is cut says nothing: a "
        "record may end within a name, a value or a length.",
    ),
    question="When do you take the parameters apart: at each record, or at their end?",
)
def cut_anywhere(bench):
    value = b"v" * 400
    environ = {b"REQUEST_METHOD": b"POST", b"HTTP_X_LONG": value}
    wire = responder(bench).connect()
    send(wire, begin(1) + stream(PARAMS, 1, params(environ), size=3))
    send(wire, stream(STDIN, 1, b"one byte a record", size=1))
    reply = complete(bench, wire, 1)
    has_line(bench, wire, reply, b"HTTP_X_LONG=" + value)
    ends_with(bench, wire, reply, b"one byte a record")


@step(
    "Padding is skipped",
    clause=spec(
        "3.3",
        "After its content a record may have up to 255 bytes of padding, as many as its "
        "header says. The receiver skips them.",
    ),
    question="Where does the next record begin?",
)
def padding(bench):
    wire = responder(bench).connect()
    content = params(GET)
    send(
        wire,
        begin(1)
        + record(PARAMS, 1, content[:20], padding=1)
        + record(PARAMS, 1, content[20:], padding=255)
        + record(PARAMS, 1, padding=8)
        + record(STDIN, 1, b"padded", padding=7)
        + record(STDIN, 1, padding=bench.random.randrange(1, 255)),
    )
    reply = complete(bench, wire, 1)
    has_line(bench, wire, reply, b"REQUEST_METHOD=GET")
    ends_with(bench, wire, reply, b"padded")


@step(
    "A long answer comes in several records",
    clause=spec(
        "3.3",
        "The content of a record has 65,535 bytes at most: its length has two bytes.",
    ),
    question="What is the largest number that contentLength can hold?",
)
def long_answer(bench):
    wire = responder(bench).connect()
    # Such that some record would have a length of 65,536, which in two bytes is 0.
    data = bench.random.randbytes(200_000)
    send(wire, request(1, GET, data))
    ends_with(bench, wire, complete(bench, wire, 1), data)
