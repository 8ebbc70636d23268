"""A judge of HTTP/1.1 for checks: h11, and what h11 lets pass.

    answer = ask(server, request("/"))
    answer.status, answer.field("Content-Type"), answer.body

Whatever is not well formed is refused with the clause that says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import h11

from .checking import Clause, Refused, Server, rfc
from .showing import count
from .wires import Wire

STATUS_LINE = rfc(
    9112,
    "4",
    "An answer begins with a status line: version, space, three digits, space, a phrase "
    "that may be empty, CR LF.",
)
FIELDS = rfc(9112, "5", "A field is a name, a colon, a value, CR LF.")
LINE_END = rfc(
    9112, "2.2", "Every line of the head ends with CR LF; a lone LF is not to be sent."
)
LENGTH = rfc(
    9112,
    "6.3",
    "The content has as many bytes as Content-Length says, or comes in chunks, or ends "
    "with the connection. HEAD, 204 and 304 have none.",
)

HEAD = rfc(
    9110, "9.3.2", "The answer to HEAD ends with the empty line after its fields."
)


@dataclass
class Answer:
    """A response as the judge has read it."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes
    wire: Wire
    target: str = ""  # what was asked for, where an address in the answer starts from

    def field(self, name: str) -> str | None:
        """Give the value of a field; several of one name are joined by commas."""
        found = [value for key, value in self.fields if key.lower() == name.lower()]
        return ", ".join(found) if found else None

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are none are shown as \\xff."""
        return self.body.decode("utf-8", "backslashreplace")

    @property
    def says_close(self) -> bool:
        return "close" in (self.field("Connection") or "").lower()


@dataclass
class Request:
    """A request that a learner's client has sent."""

    method: str
    target: str
    version: str
    fields: list[tuple[str, str]]
    body: bytes

    field = Answer.field


def request(target: str = "/", method: str = "GET", *lines: str, host="127.0.0.1"):
    """Write a request; more lines may follow that of Host (none with host=None)."""
    first = [f"{method} {target} HTTP/1.1"]
    first += [f"Host: {host}"] if host else []
    return "".join(f"{line}\r\n" for line in [*first, *lines, ""]).encode("latin-1")


def ask(
    server: Server, words: bytes, *, sizes=None, is_refusable=False
) -> Answer | None:
    """Send a request on a connection of its own, and judge the answer.

    `sizes` are those of the pieces to send it in, and then byte by byte. With
    `is_refusable` a connection that is closed without a word is an answer too: None.
    """
    wire = server.connect()
    if sizes is None:
        wire.send(words)
    else:
        wire.drip(words, sizes)
    answer = read_answer(wire, words.partition(b" ")[0], is_refusable)
    if answer:
        refuse_more(answer, is_to_head=words.startswith(b"HEAD "))
    wire.close()
    return answer


def read_answer(
    wire: Wire, method: bytes = b"GET", is_refusable=False
) -> Answer | None:
    """Read one answer from a wire, and nothing of a second one."""
    head = read_head(wire, is_refusable)
    while head and re.match(rb"HTTP/1\.1 1\d\d ", head):
        head = read_head(wire, is_refusable)
    if not head:
        return None
    judge = h11.Connection(h11.CLIENT)
    # What was really sent may be no request at all; only the method matters here.
    method = method if method == b"HEAD" else b"GET"
    judge.send(h11.Request(method=method, target="/", headers=[("Host", "judge")]))
    judge.send(h11.EndOfMessage())
    judge.receive_data(head)
    response = next_event(judge, wire, FIELDS)
    body = b""
    while True:
        event = next_event(judge, wire, LENGTH)
        if event is h11.NEED_DATA:
            data = wire.read_some()
            if not data and not wire.has_end:
                why = "The content is not complete, and nothing more comes."
                raise Refused(LENGTH.says, got=why, wire=wire, clause=LENGTH)
            judge.receive_data(data)
        elif isinstance(event, h11.Data):
            body += event.data
        else:
            break
    if judge.trailing_data[0]:
        wire.unread(judge.trailing_data[0])
    fields = [
        (n.decode(), v.decode("latin-1")) for n, v in response.headers.raw_items()
    ]
    return Answer(response.status_code, fields, body, wire)


def read_head(wire, is_refusable=False):
    """Read a head, and refuse what h11 would let pass: lone LF, no space, no phrase."""
    head = b""
    while not (end := re.search(rb"\r?\n\r?\n", head)):
        more = wire.read_some()
        if not more:
            break
        head += more
    if not head and is_refusable and wire.has_end:
        return b""
    if not end:
        told = "An answer comes: a status line, fields, and an empty line."
        if not head:
            # Why it says nothing is a matter of the step, and not of the grammar.
            why = "The connection was closed." if wire.has_end else "Nothing came."
            raise Refused(told, got=why, wire=wire)
        why = "The connection was closed" if wire.has_end else "Nothing more came"
        raise Refused(
            told, got=f"{why} before the empty line.", wire=wire, clause=STATUS_LINE
        )
    wire.unread(head[end.end() :])
    head = head[: end.end()]
    if re.search(rb"(?<!\r)\n", head):
        raise Refused(
            LINE_END.says, got="A line ends with LF alone.", wire=wire, clause=LINE_END
        )
    line = head.partition(b"\r\n")[0]
    if not re.fullmatch(rb"HTTP/1\.[01] [1-5]\d\d [\t\x20-\x7e\x80-\xff]*", line):
        got = f"It begins with {line!r}."
        raise Refused(STATUS_LINE.says, got=got, wire=wire, clause=STATUS_LINE)
    return head


def next_event(judge, wire, clause: Clause):
    try:
        return judge.next_event()
    except h11.RemoteProtocolError as error:
        # h11 shows some bytes as it keeps them: bytearray(b'…').
        said = re.sub(r"bytearray\((.*)\)", r"\1", str(error))
        got = f"{said[:1].upper()}{said[1:]}."
        raise Refused(clause.says, got=got, wire=wire, clause=clause) from None


def refuse_more(answer, is_to_head=False):
    """Refuse bytes after the end of the content: a browser would make nonsense of them."""
    wire = answer.wire
    if answer.says_close:
        wire.wait_end("After `Connection: close` the connection is closed.")
    elif is_to_head:
        # Content that should not be there may still be on its way; the end comes after.
        wire.finish()
        wire.drain()
    if rest := wire.unread_bytes:
        more = count(len(rest), "byte")
        if is_to_head:
            got = f"{more} of content came after it."
            raise Refused(HEAD.says, got=got, wire=wire, clause=HEAD)
        size = answer.field("Content-Length")
        told = f"Content-Length is {size}" if size else "There is no Content-Length"
        got = f"{told}, and after the end of the content {more} more came."
        question = "Is the length that you send a number of characters or of bytes?"
        raise Refused(LENGTH.says, got=got, wire=wire, clause=LENGTH, question=question)


def read_request(wire: Wire) -> Request:
    """Be the server: read one request of a learner's client."""
    judge = h11.Connection(h11.SERVER)
    words = b""
    got: h11.Request | None = None
    body = b""
    clause = rfc(
        9112, "3", "A request begins with method, target and version, by single spaces."
    )
    while True:
        event = next_event(judge, wire, clause)
        if event is h11.NEED_DATA:
            data = wire.read_some()
            if not data:
                told = "A request comes, with an empty line at its end."
                why = (
                    "The connection was closed."
                    if wire.has_end
                    else "Nothing more came."
                )
                raise Refused(told, got=why, wire=wire)
            words += data
            judge.receive_data(data)
        elif isinstance(event, h11.Request):
            got = event
        elif isinstance(event, h11.Data):
            body += event.data
        else:
            break
    head = words.partition(b"\r\n\r\n")[0]
    if re.search(rb"(?<!\r)\n", head) or b"\r\n\r\n" not in words:
        raise Refused(
            LINE_END.says, got="A line ends with LF alone.", wire=wire, clause=LINE_END
        )
    fields = [(n.decode(), v.decode("latin-1")) for n, v in got.headers.raw_items()]
    return Request(
        got.method.decode(),
        got.target.decode(),
        got.http_version.decode(),
        fields,
        body,
    )
