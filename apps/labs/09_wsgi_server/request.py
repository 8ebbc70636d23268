"""Read one HTTP/1.1 request, and refuse what is none: lab 03, with content.

All of the request is read before the application sees any of it. So a request that turns
out to be wrong at its last byte is refused like any other, and an application that reads
slowly holds nobody. The price is a file for what is long; nginx pays it too.
"""

import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import unquote_to_bytes

LONGEST_LINE = 8_192  # RFC 9112, 3: at least 8000 are to be understood
LONGEST_HEAD = 32_768
LONGEST_BODY = 32 << 20
IN_MEMORY = 1 << 18  # what is longer goes into a file
WHOLE = 60  # seconds for all of a request: a byte now and then is not enough

# The grammar, as RFC 9110 (5.6.2, 5.5) and RFC 3986 (3.2.2, 3.3) have it, on bytes.
TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
VALUE = rb"[\t\x20-\x7e\x80-\xff]*"
REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") ([!-~]+) HTTP/(\d)\.(\d)")
FIELD_LINE = re.compile(rb"(" + TOKEN + rb"):(" + VALUE + rb")")
NAME = rb"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\]"
HOST = re.compile(rb"(?:" + NAME + rb")(?::\d*)?")
PATH = re.compile(rb"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)+")
ABSOLUTE = re.compile(rb"(?i:http)://([^/?#]*)(.*)")
# Extensions of a chunk are read over (RFC 9112, 7.1.1). No number needs 16 digits.
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})(?:[ \t]*;" + VALUE + rb")?")


class Refused(Exception):
    """A request that is answered by a status of 400 or more."""

    def __init__(self, status):
        super().__init__(status)
        self.status = HTTPStatus(status)
        self.is_head_request = False  # then the answer has no content


@dataclass
class Request:
    method: str
    path: bytes  # the percent signs undone
    query: str  # as it came
    version: str
    fields: list[tuple[str, str]]  # values as latin-1: a character is a byte
    body: IO[bytes]
    length: int | None  # of the body; None: there is none
    near: tuple  # address and port of this side of the connection
    far: tuple  # and of the client's


def read_request(connection, address):
    """Give the next request, or None when the client says nothing."""
    stream = Stream(connection)
    line = b""
    try:
        # Empty lines before a request are skipped: old clients sent one (2.2).
        while not line:
            line = stream.line(LONGEST_LINE, too_long=414)
        return read_rest(stream, line, connection, address)
    except (EOFError, TimeoutError) as error:
        if not line and not stream.came:
            return None  # Browsers connect in advance, and may need nothing.
        # Cut off in the middle: not complete, so not to be obeyed (8).
        refused = Refused(400 if isinstance(error, EOFError) else 408)
    except Refused as error:
        refused = error
    refused.is_head_request = line.startswith(b"HEAD ")
    raise refused


def read_rest(stream, line, connection, address):
    match = REQUEST_LINE.fullmatch(line)
    if not match:
        raise Refused(400)  # 3
    method, target, major, minor = match.groups()
    if major != b"1":
        raise Refused(505)  # RFC 9110, 15.6.6
    fields = read_fields(stream)
    check_host(fields, is_needed=minor != b"0")
    is_chunked, length = framing(fields, minor)
    path, query = read_target(method, target, fields)
    if length or is_chunked:
        # A client that asked waits for this before it sends the content. Where it
        # did not ask, or speaks HTTP/1.0, it would not understand (RFC 9110, 10.1.1).
        expects = values(fields, b"expect")
        if expects and minor != b"0":
            if [value.lower() for value in expects] != [b"100-continue"]:
                raise Refused(417)
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 gateway.py closes it
    if is_chunked:
        length = read_chunks(stream, body)
    elif length:
        read_into(stream, body, length)
    body.seek(0)
    return Request(
        method.decode("ascii"),
        unquote_to_bytes(path),
        query.decode("ascii"),
        f"HTTP/1.{minor.decode()}",
        [(n.decode("ascii"), v.decode("latin-1")) for n, v in fields],
        body,
        length,
        connection.getsockname(),
        address,
    )


class Stream:
    """The bytes of a connection, in lines or by number, within a time."""

    def __init__(self, connection):
        self.connection = connection
        self.patience = connection.gettimeout()
        self.deadline = time.monotonic() + WHOLE
        self.came = b""
        self.at = 0  # what stands before this has been read

    def more(self):
        left = min(self.deadline - time.monotonic(), self.patience)
        self.connection.settimeout(max(left, 0.001))
        chunk = self.connection.recv(65536)
        if not chunk:
            raise EOFError
        self.came, self.at = self.came[self.at :] + chunk, 0
        self.connection.settimeout(self.patience)

    def line(self, most, too_long=431):
        """Give the next line, without its end."""
        while (end := self.came.find(b"\n", self.at, self.at + most + 2)) < 0:
            if len(self.came) - self.at > most:
                raise Refused(too_long)
            self.more()
        line, self.at = self.came[self.at : end], end + 1
        # A line ends with CR LF. A lone LF may be let pass (2.2); the stricter answer
        # leaves no two ways to read the same bytes, which is what attacks live on.
        if not line.endswith(b"\r"):
            raise Refused(400)
        return line[:-1]

    def some(self, most):
        """Give at least one byte, and no more than this."""
        if self.at == len(self.came):
            self.more()
        some = self.came[self.at : self.at + most]
        self.at += len(some)
        return some


def read_fields(stream):
    """Give [(name in lower case, value)], up to the empty line."""
    fields, left = [], LONGEST_HEAD
    while line := stream.line(left):
        # No space before the colon (5.1), no line that goes on from the last one by
        # beginning with a space (5.2), no control character (RFC 9110, 5.5).
        match = FIELD_LINE.fullmatch(line)
        if not match:
            raise Refused(400)
        fields.append((match[1].lower(), match[2].strip(b" \t")))
        left -= len(line) + 2
        if left < 0:
            raise Refused(431)  # RFC 6585, 5
    return fields


def values(fields, name):
    return [value for key, value in fields if key == name]


def check_host(fields, is_needed):
    """HTTP/1.1: exactly one Host, a valid one; or two servers see two sites (3.2)."""
    hosts = values(fields, b"host")
    if len(hosts) > 1 or (is_needed and not hosts):
        raise Refused(400)
    if hosts and not HOST.fullmatch(hosts[0]):
        raise Refused(400)


def framing(fields, minor):
    """Say where the content ends: (whether by chunks, its length or None)."""
    codings = b",".join(values(fields, b"transfer-encoding")).lower()
    lengths = values(fields, b"content-length")
    if values(fields, b"transfer-encoding"):
        codings = [coding.strip(b" \t") for coding in codings.split(b",")]
        # Not with a length beside it, not in HTTP/1.0 (6.1), and chunked is last (6.3).
        if lengths or minor == b"0" or codings[-1] != b"chunked":
            raise Refused(400)
        if codings != [b"chunked"]:
            raise Refused(501)  # 6.1: a coding that is not understood
        return True, None
    if not lengths:
        return False, None  # none, whatever the method (6.3)
    if len(lengths) > 1 or not re.fullmatch(rb"\d{1,18}", lengths[0]):
        raise Refused(400)  # 6.3: an invalid length is beyond repair
    if int(lengths[0]) > LONGEST_BODY:
        raise Refused(413)
    return False, int(lengths[0])


def read_target(method, target, fields):
    """Give path and query of a target: /path?query, or http://host/path?query (3.2)."""
    if method == b"CONNECT" or target == b"*":
        raise Refused(501)  # for proxies, and about the server itself: not for us
    absolute = ABSOLUTE.fullmatch(target)
    if absolute:
        # Proxies are asked so, but every server must understand it; then the host of
        # the target counts, and not the field (3.2.2).
        host, target = absolute.groups()
        if not HOST.fullmatch(host):
            raise Refused(400)
        fields[:] = [field for field in fields if field[0] != b"host"]
        fields.append((b"host", host))
        target = target if target.startswith(b"/") else b"/" + target
    path, _, query = target.partition(b"?")
    # "#…" stays in the browser; a server never sees it, unless something is wrong.
    if not PATH.fullmatch(path) or b"#" in query:
        raise Refused(400)
    return path, query


def read_into(stream, body, length):
    while length:
        some = stream.some(length)
        body.write(some)
        length -= len(some)


def read_chunks(stream, body):
    """Put the chunks together (7.1) and give the length of all."""
    whole = 0
    while True:
        match = CHUNK_LINE.fullmatch(stream.line(LONGEST_LINE, too_long=400))
        if not match:
            raise Refused(400)
        length = int(match[1], 16)
        whole += length
        if whole > LONGEST_BODY:
            raise Refused(413)
        if not length:
            break
        read_into(stream, body, length)
        if stream.line(2, too_long=400):
            raise Refused(400)
    # Fields may follow. Merged into the head they could say what the head must say
    # first (6.5.1): they are read, as fields must be, and left out.
    read_fields(stream)
    return whole
