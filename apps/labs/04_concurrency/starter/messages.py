"""From bytes to requests, and from answers to bytes: HTTP/1.1 without a socket.

Lab 03's grammar, with what that left out: several requests on one connection, and
requests that have content. All is here but the reading of chunks, which is your part.
Nothing here calls recv or send, so that whoever waits for bytes, by whatever means, can
use it:

    conversation = Conversation(answer_to)
    conversation.receive(b"GET / HTTP/1.1\\r\\nHo")
    conversation.next_answer()              None: more bytes are needed
    conversation.receive(b"st: localhost\\r\\n\\r\\n")
    conversation.next_answer()              an Answer, with the words to send

What a request may look like is RFC 9112, what it means is RFC 9110.
"""

import re
import traceback
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus

LONGEST_LINE = 8_192  # RFC 9112, 3: at least 8000 are to be understood
LONGEST_HEAD = 32_768
MOST_CONTENT = 1 << 20  # bytes; more is 413

TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") ([!-~]+) HTTP/(\d)\.(\d)")
FIELD_LINE = re.compile(rb"(" + TOKEN + rb"):([\t\x20-\x7e\x80-\xff]*)")
NAME = rb"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\]"
HOST = re.compile(rb"(?:" + NAME + rb")(?::\d*)?")
PATH = re.compile(rb"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)+")
QUERY = re.compile(rb"[!-~]*")
# A size in hexadecimal, and perhaps extensions, which are read over (7.1.1).
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?")
CHUNKED = -1  # in the place of a length
METHODS = {b"GET", b"HEAD", b"POST"}
KNOWN = METHODS | {b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"CONNECT", b"TRACE"}


@dataclass
class Request:
    """A request, all of it."""

    method: bytes
    path: bytes
    query: bytes
    is_last: bool  # the client asks no more on this connection
    awaits_continue: bool
    content: bytes = b""


@dataclass
class Answer:
    """What is said to a request; `words` are its bytes, which the conversation writes."""

    content: bytes = b""
    status: HTTPStatus = HTTPStatus.OK
    fields: dict[str, str] = field(default_factory=dict)
    after: float = 0  # seconds to wait before, as for a database
    is_last: bool = False  # the connection is closed after it
    words: bytes = b""


# A client that has much to send may ask first whether it is welcome: then this comes
# before the content, and the answer after it (RFC 9110, 10.1.1).
CONTINUE = Answer(words=b"HTTP/1.1 100 Continue\r\n\r\n")


class Refused(Exception):
    """A request that cannot be read to its end, with the status that says why."""

    def __init__(self, status, **fields):
        super().__init__(status)
        # Nobody knows where the next one would begin, so this is the last answer.
        # Without content: the request may have been HEAD.
        self.answer = Answer(b"", HTTPStatus(status), fields, is_last=True)


class Conversation:
    """What one client asks, in pieces as they come, and what it is answered."""

    def __init__(self, answer_to):
        self.answer_to = answer_to
        self.is_idle = True  # nothing of a next request has come
        self._bytes = bytearray()
        self._requests = self._read()

    def receive(self, data):
        self._bytes += data
        self.is_idle = False

    def next_answer(self, is_last=False):
        """Give the answer to the next request, or None when that is not whole yet.

        A client may send its next requests without waiting (RFC 9112, 9.3.2). They stay
        here until they are asked for: one by one, so the answers come in order.
        """
        has_content = False
        try:
            request = next(self._requests)
            if request is None or request is CONTINUE:
                return request
            answer = self.answer_to(request)
            # HEAD gets what GET would get, without the content (RFC 9110, 9.3.2).
            has_content = request.method != b"HEAD"
            # HTTP/1.1 goes on until one of the two says close (RFC 9112, 9.3).
            answer.is_last = request.is_last or is_last
        except Refused as refused:
            answer = refused.answer
        except Exception:
            # A mistake of ours is no reason to let the other clients down.
            traceback.print_exc()
            answer = Answer(b"", HTTPStatus.INTERNAL_SERVER_ERROR, is_last=True)
        answer.words = words_of(answer, has_content)
        return answer

    # Reading. A generator can stop where bytes are missing, and go on from there when
    # they have come: `yield None`, in one place below, is that. So these functions read
    # as if they could wait, and never do.

    def _read(self):
        """Yield each request when it is whole, None whenever bytes are missing."""
        while True:
            lines = yield from self._read_head()
            request, length = parsed(*lines)
            if request.awaits_continue and length and not self._bytes:
                yield CONTINUE
            if length == CHUNKED:
                request.content = yield from self._read_chunks()
            else:
                request.content = yield from self._read_exactly(length)
            self.is_idle = not self._bytes
            yield request

    def _read_head(self):
        """Read up to the empty line, and give the lines before it."""
        line = b""
        while not line:
            # An empty line before a request is skipped: old clients sent one (2.2).
            self.is_idle = not self._bytes
            line = yield from self._read_line(LONGEST_LINE, status=414)
        lines, size = [line], 0
        while line := (yield from self._read_line(LONGEST_HEAD, status=431)):
            lines.append(line)
            size += len(line)
            if size > LONGEST_HEAD:
                raise Refused(431)  # RFC 6585, 5
        return lines

    def _read_chunks(self):
        """Read pieces that each tell their size in hexadecimal, up to one of 0 (7.1)."""
        # Your part: `yield from self._read_line(LONGEST_LINE, status=400)` gives the next
        # line, `yield from self._read_exactly(size)` so many bytes. CHUNK_LINE is what a
        # size looks like. All that is not so is 400, more than MOST_CONTENT 413.
        raise Refused(501)
        yield

    def _read_line(self, longest, status):
        seen = 0
        while (end := self._bytes.find(b"\n", seen)) < 0 and len(
            self._bytes
        ) <= longest:
            seen = len(self._bytes)  # Not to search twice what comes byte by byte.
            yield None
        if not 0 <= end <= longest:
            raise Refused(status)
        line = yield from self._read_exactly(end + 1)
        # A lone LF may be let pass (2.2). The stricter answer leaves no two ways to read
        # the same bytes, which is what attacks live on.
        if not line.endswith(b"\r\n"):
            raise Refused(400)
        return line[:-2]

    def _read_exactly(self, size):
        while len(self._bytes) < size:
            yield None
        data = bytes(self._bytes[:size])
        del self._bytes[:size]  # What stands behind is the next request's.
        return data


# Understanding


def parsed(first, *lines):
    """Give the request that these lines begin, and the length of its content."""
    match = REQUEST_LINE.fullmatch(first)
    if not match:
        raise Refused(400)  # 3
    method, target, major, minor = match.groups()
    if major != b"1":
        raise Refused(505)  # RFC 9110, 15.6.6
    fields = read_fields(lines)
    check_host(fields.get(b"host", []), is_needed=minor != b"0")
    length = content_length(fields, minor)
    if method not in METHODS:
        # Known, but of no use here, or not known at all (RFC 9110, 15.5.6 and 9.1).
        allowed = {"Allow": "GET, HEAD, POST"}
        raise Refused(405, **allowed) if method in KNOWN else Refused(501)
    options = words_in(fields, b"connection")
    request = Request(
        method,
        *read_target(target),
        is_last=b"close" in options or minor == b"0",
        awaits_continue=words_in(fields, b"expect") == [b"100-continue"]
        and minor != b"0",
    )
    return request, length


def read_fields(lines):
    """Give {name in lower case: [values]}, or refuse the whole of it."""
    fields = {}
    for line in lines:
        # No space before the colon (5.1), no line that goes on from the last one by
        # beginning with a space (5.2), no control character (RFC 9110, 5.5).
        match = FIELD_LINE.fullmatch(line)
        if not match:
            raise Refused(400)
        name, value = match.groups()
        fields.setdefault(name.lower(), []).append(value.strip(b" \t"))
    return fields


def words_in(fields, name):
    """Give the words of a field that is a list; it may stand there more than once."""
    words = b",".join(fields.get(name, [])).lower().split(b",")
    return [word.strip(b" \t") for word in words]


def check_host(hosts, is_needed):
    """HTTP/1.1: exactly one Host, a valid one; or two servers see two sites (3.2)."""
    if len(hosts) > 1 or (is_needed and not hosts):
        raise Refused(400)
    if hosts and not HOST.fullmatch(hosts[0]):
        raise Refused(400)


def content_length(fields, minor):
    """Say how much content follows; refuse where that is not beyond doubt (6.3).

    Two programs that see two ends of a request, a proxy and this server, let an attacker
    put a request of his own between them (11.2). With kept connections that is real.
    """
    lengths = fields.get(b"content-length", [])
    if b"transfer-encoding" in fields:
        codings = words_in(fields, b"transfer-encoding")
        # Not with a length beside it, not in HTTP/1.0 (6.1), and chunked comes last,
        # once (6.3, 7.1).
        is_last_only = codings.count(b"chunked") == 1 and codings[-1] == b"chunked"
        if lengths or minor == b"0" or not is_last_only:
            raise Refused(400)
        if codings != [b"chunked"]:
            raise Refused(501)
        return CHUNKED
    if len(lengths) > 1 or not all(length.isdigit() for length in lengths):
        raise Refused(400)
    digits = lengths[0].lstrip(b"0") if lengths else b""
    # Counted before they are read: int has limits of its own.
    if len(digits) > len(str(MOST_CONTENT)) or int(digits or b"0") > MOST_CONTENT:
        raise Refused(413)
    return int(digits or b"0")


def read_target(target):
    """Give path and query of /path?query, or of http://host/path?query (3.2)."""
    if target[:7].lower() == b"http://":
        # Proxies are asked so, but every server must understand it (3.2.2).
        host, slash, rest = re.fullmatch(rb"([^/?]*)(/?)(.*)", target[7:]).groups()
        if not HOST.fullmatch(host):
            raise Refused(400)
        target = (slash or b"/") + rest
    path, _, query = target.partition(b"?")
    # "#…" stays in the browser; a server never sees it, unless something is wrong.
    if not PATH.fullmatch(path) or not QUERY.fullmatch(query) or b"#" in query:
        raise Refused(400)
    return path, query


# Answering


def words_of(answer, has_content):
    """Write status line, fields, an empty line and the content, in bytes."""
    fields = {
        # Whoever has a clock must say when this was (RFC 9110, 6.6.1), in GMT (5.6.7).
        "Date": formatdate(usegmt=True),
        "Content-Type": "text/plain; charset=utf-8",
        # On a connection that stays open nothing else tells where the content ends.
        "Content-Length": len(answer.content),
    } | answer.fields
    if answer.is_last:
        fields["Connection"] = "close"  # who will not go on must say so (9.3)
    lines = [f"HTTP/1.1 {answer.status:d} {answer.status.phrase}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    head = "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")
    return head + answer.content if has_content else head
