"""The web server's side of FastCGI, for the check: records out, records in."""

import struct
from dataclasses import dataclass, field

from apps.labs.checking import Refused, document

BEGIN_REQUEST, ABORT_REQUEST, END_REQUEST, PARAMS, STDIN = range(1, 6)
STDOUT, STDERR, DATA, GET_VALUES, GET_VALUES_RESULT, UNKNOWN_TYPE = range(6, 12)
RESPONDER, AUTHORIZER, FILTER = range(1, 4)
REQUEST_COMPLETE, CANT_MPX_CONN, OVERLOADED, UNKNOWN_ROLE = range(4)
NAMES = dict(
    enumerate(
        [
            "BEGIN_REQUEST",
            "ABORT_REQUEST",
            "END_REQUEST",
            "PARAMS",
            "STDIN",
            "STDOUT",
            "STDERR",
            "DATA",
            "GET_VALUES",
            "GET_VALUES_RESULT",
            "UNKNOWN_TYPE",
        ],
        start=1,
    )
)


def spec(section, says):
    """Name a clause of the specification, by its place in a copy: the site that had it is gone."""
    return document(
        "FastCGI Specification 1.0",
        section,
        says,
        f"https://fastcgi-archives.github.io/FastCGI_Specification.html#S{section}",
    )


RECORDS = spec(
    "3.3",
    "Everything is sent in records: a header of eight bytes (version 1, type, request id, "
    "length of the content, length of the padding), content, padding.",
)
STREAMS = spec(
    "3.3",
    "The end of a stream is a record of its type that is empty. One is always sent, even "
    "if the stream is empty (6.1).",
)
END = spec(
    "5.5",
    "END_REQUEST ends a request: four bytes of application status, one of protocol "
    "status, three that are reserved.",
)


# What a web server says


def record(kind, number, content=b"", padding=0):
    head = struct.pack(">BBHHBx", 1, kind, number, len(content), padding)
    return head + content + b"\xff" * padding


def begin(number, role=RESPONDER, keep=False):
    return record(BEGIN_REQUEST, number, struct.pack(">HB5x", role, keep))


def stream(kind, number, content, size=65_535):
    """Cut a stream into records of this size, with the empty one that ends it."""
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return b"".join(record(kind, number, piece) for piece in [*pieces, b""])


def pair(name, value):
    def length(data):
        short = len(data) < 128
        return bytes([len(data)]) if short else struct.pack(">I", len(data) | 1 << 31)

    return length(name) + length(value) + name + value


def params(environ):
    return b"".join(pair(name, value) for name, value in environ.items())


def request(number, environ, body=b"", keep=False):
    return (
        begin(number, keep=keep)
        + stream(PARAMS, number, params(environ))
        + stream(STDIN, number, body)
    )


def send(wire, words):
    """Send records, and tell their names beside the bytes."""
    wire.note(f"Records: {'; '.join(names_of(words))}.")
    wire.send(words)


def names_of(words, most=8):
    """Give "PARAMS of request 1, 33 bytes" for each record, or the first few."""
    named, left = [], 0
    while words:
        kind, number, length, padding = struct.unpack_from(">xBHHBx", words)
        words = words[8 + length + padding :]
        left += len(named) == most
        if len(named) < most:
            size = f"{length:,} bytes" if length else "empty"
            more = f" and {padding} of padding" if padding else ""
            named.append(f"{name_of(kind)} of request {number}, {size}{more}")
    return [*named, f"and {left} more"] if left else named


def name_of(kind):
    return NAMES.get(kind, f"a record of type {kind}")


# What comes back


@dataclass
class Reply:
    """What came for one request, up to its END_REQUEST."""

    output: bytes = b""
    lengths: list[int] = field(default_factory=list)  # of the records of STDOUT
    protocol_status: int = 0

    @property
    def fields(self):
        """Give {name in lower case: value} of the header, as of CGI."""
        head = self._parts()[0].decode("latin-1")
        pairs = [line.partition(":") for line in head.splitlines()]
        return {name.strip().lower(): value.strip() for name, _, value in pairs}

    @property
    def body(self):
        return self._parts()[1]

    def _parts(self):
        ends = [(self.output.find(end), end) for end in (b"\n\n", b"\r\n\r\n")]
        found = min((e for e in ends if e[0] >= 0), default=(len(self.output), b""))
        return self.output[: found[0]], self.output[found[0] + len(found[1]) :]


def read_record(wire):
    """Read one record: (type, request id, content)."""
    told = "A record comes: its header has eight bytes."
    head = wire.read(8, told)
    version, kind, number, length, padding = struct.unpack(">BBHHBx", head)
    if version != 1:
        got = f"A header begins with the byte {version}: {head.hex(' ')}."
        raise Refused(RECORDS.says, got=got, wire=wire, clause=RECORDS)
    told = (
        f"A {NAMES.get(kind, f'record of type {kind}')} has {length} bytes of content"
    )
    content = wire.read(length, f"{told}, as its header says.")
    wire.read(padding, f"{told} and {padding} of padding, as its header says.")
    return kind, number, content


def read_replies(wire, *numbers):
    """Read until these requests have ended: {request id: Reply}."""
    replies = {number: Reply() for number in numbers}
    open_, has_output_ended = set(numbers), set()
    while open_:
        kind, number, content = read_record(wire)
        what = f"{name_of(kind)} for request {number}"
        if number not in open_:
            known = " or ".join(map(str, sorted(open_)))
            told = f"Records come for request {known}."
            raise Refused(told, got=f"{what} came.", wire=wire, clause=RECORDS)
        reply = replies[number]
        if kind == STDOUT:
            if number in has_output_ended:
                raise Refused(
                    STREAMS.says,
                    got=f"{what} came after the empty one.",
                    wire=wire,
                    clause=STREAMS,
                )
            reply.output += content
            reply.lengths.append(len(content))
            if not content:
                has_output_ended.add(number)
        elif kind == END_REQUEST:
            reply.protocol_status = ended(wire, content)
            is_complete = reply.protocol_status == REQUEST_COMPLETE
            if is_complete and (reply.lengths or [1])[-1] and reply.output:
                got = f"{what} came, and no empty STDOUT before it."
                raise Refused(STREAMS.says, got=got, wire=wire, clause=STREAMS)
            open_.remove(number)
        elif kind != STDERR:
            told = "STDOUT comes, perhaps STDERR, and END_REQUEST at the end."
            raise Refused(told, got=f"{what} came.", wire=wire, clause=RECORDS)
    return replies


def read_reply(wire, number):
    return read_replies(wire, number)[number]


def ended(wire, content):
    if len(content) != 8:
        got = f"Its content has {len(content)} bytes."
        raise Refused(END.says, got=got, wire=wire, clause=END)
    return content[4]


def read_pairs(content, wire):
    """Read names and values of a GET_VALUES_RESULT."""
    found, at = {}, 0
    try:
        while at < len(content):
            lengths = []
            for _ in range(2):
                length, width = content[at], 1
                if length > 127:
                    length, width = (
                        struct.unpack_from(">I", content, at)[0] & ~(1 << 31),
                        4,
                    )
                lengths.append(length)
                at += width
            name = content[at : at + lengths[0]]
            at += lengths[0]
            found[name.decode("latin-1")] = content[at : at + lengths[1]].decode(
                "latin-1"
            )
            at += lengths[1]
    except (IndexError, struct.error):
        told = "The content is names and values, each with its length before."
        raise Refused(told, got=f"It is {content!r}.", wire=wire) from None
    return found
