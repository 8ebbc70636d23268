"""Answer HTTP/1.1 by hand: a page at /, and the picture that the page asks for.

    python server.py [port]

Open http://127.0.0.1:8000/ in a browser and watch this terminal: two requests, because
a page is one file and its picture another. One client after the other, one request a
connection; lab 04 does better. What a request may look like is RFC 9112, what
it means is RFC 9110.
"""

import os
import re
import socket
import sys
import time
import traceback
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote_to_bytes

ROOT = Path(__file__).resolve().parent / "public"
TYPES = {".html": "text/html; charset=utf-8", ".jpg": "image/jpeg"}
PATIENCE = 5  # seconds that one client may keep all others waiting
LONGEST_LINE = 8_192  # RFC 9112, 3: at least 8000 are to be understood
LONGEST_HEAD = 32_768

# The grammar, as RFC 9110 (5.6.2, 5.5) and RFC 3986 (3.2.2, 3.3) have it. On bytes: a
# text has lost already what was sent (RFC 9112, 2.2).
TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") ([!-~]+) HTTP/(\d)\.(\d)")
FIELD_LINE = re.compile(rb"(" + TOKEN + rb"):([\t\x20-\x7e\x80-\xff]*)")
NAME = rb"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\]"
HOST = re.compile(rb"(?:" + NAME + rb")(?::\d*)?")
PATH = re.compile(rb"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)+")
QUERY = re.compile(rb"[!-~]*")
KNOWN = {b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"CONNECT", b"TRACE"}


class Refused(Exception):
    """A request that gets a status of 400 or more, and perhaps fields that explain."""

    def __init__(self, status, **fields):
        super().__init__(status)
        self.status = HTTPStatus(status)
        self.fields = fields


def main():
    asked = sys.argv[1] if sys.argv[1:] else None
    with listening(asked) as listener:
        host, port = listener.getsockname()
        print(f"http://{host}:{port}/ is served. Ctrl-C ends it.", flush=True)
        while True:
            connection, _ = listener.accept()
            with connection:
                try:
                    serve(connection)
                except OSError as error:
                    # It has gone, or takes nothing any more: nobody is left to tell.
                    print(f"A client was lost: {error}", flush=True)


def listening(asked):
    """Open a socket that clients can connect to; lab 02 tells of each step."""
    try:
        return socket.create_server(("127.0.0.1", int(asked or 8000)))
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8000 is not to be had ({error.strerror}): any other.")
        return socket.create_server(("127.0.0.1", 0))


def serve(connection):
    """Read one request, answer it, and hang up with care."""
    head = b""
    try:
        head = read_head(connection)
        if not head:
            return  # Connected and said nothing: browsers do so, in advance.
        show(head)
        status, fields, body = HTTPStatus.OK, *found(parsed(head))
    except Refused as refused:
        status, fields = refused.status, refused.fields
        # Without a head nobody knows whether this answers HEAD: no content then.
        body = f"{status} {status.phrase}\n".encode() if head else b""
    except TimeoutError:
        status, fields, body = HTTPStatus.REQUEST_TIMEOUT, {}, b""
    except Exception:
        # A mistake of ours is no reason to let the next client down.
        traceback.print_exc()
        status, fields, body = HTTPStatus.INTERNAL_SERVER_ERROR, {}, b"Our mistake.\n"
    # HEAD gets what GET would get, without the content (RFC 9110, 9.3.2).
    reply(connection, status, fields, body, is_head=head.startswith(b"HEAD "))
    hang_up(connection)


# Reading


def read_head(connection):
    """Read up to the empty line that ends the head; b"" when nothing comes.

    The bytes may come one by one, or with more behind them: TCP knows no requests. All
    together must come in time, or a byte now and then would hold the server for ever.
    """
    deadline = time.monotonic() + PATIENCE
    data = head = b""
    while b"\r\n\r\n" not in data:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        chunk = connection.recv(4096)
        if not chunk and data.strip():
            raise Refused(400)  # cut off in the middle (RFC 9112, 8)
        if not chunk:
            return b""
        # An empty line before the request is skipped: old clients sent one (2.2).
        data = re.sub(rb"^(\r\n)+", b"", data + chunk)
        head, _, _ = data.partition(b"\r\n\r\n")
        # A line ends with CR LF. A lone LF may be let pass (2.2); the stricter answer
        # leaves no two ways to read the same bytes, which is what attacks live on.
        if re.search(rb"(?<!\r)\n", head):
            raise Refused(400)
        if len(head.partition(b"\r\n")[0]) > LONGEST_LINE:
            raise Refused(414)  # 3
        if len(head) > LONGEST_HEAD:
            raise Refused(431)  # RFC 6585, 5
    return head


def show(head):
    """Print the request. repr keeps a client's control characters from the terminal."""
    print(*(repr(line)[2:-1] for line in head.split(b"\r\n")), "", sep="\n", flush=True)


# Understanding


def parsed(head):
    """Give the path that is asked for, or refuse the request."""
    first, *lines = head.split(b"\r\n")
    match = REQUEST_LINE.fullmatch(first)
    if not match:
        raise Refused(400)  # 3
    method, target, major, minor = match.groups()
    if major != b"1":
        raise Refused(505)  # RFC 9110, 15.6.6
    fields = read_fields(lines)
    check_host(fields.get(b"host", []), is_needed=minor != b"0")
    has_content = check_framing(fields, minor)
    if method in KNOWN:
        # 405 must say what is allowed instead (RFC 9110, 15.5.6).
        raise Refused(405, Allow="GET, HEAD")
    if method not in {b"GET", b"HEAD"}:
        raise Refused(501)  # RFC 9110, 9.1. Methods are case-sensitive: get is none.
    if has_content:
        # What GET would mean with content nobody has defined (RFC 9110, 9.3.1).
        raise Refused(413)
    return read_target(target)


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


def check_host(hosts, is_needed):
    """HTTP/1.1: exactly one Host, a valid one; or two servers see two sites (3.2).

    An empty one fits the grammar: the address then names no host. Whoever has no host
    to take instead may refuse that (3.3), and this server does.
    """
    if len(hosts) > 1 or (is_needed and not hosts):
        raise Refused(400)
    if hosts and not HOST.fullmatch(hosts[0]):
        raise Refused(400)


def check_framing(fields, minor):
    """Say whether content follows; refuse when it cannot be known where it ends (6.3).

    Two programs that see two ends of a request, a proxy and this server, let an
    attacker put a request of his own between them (11.2).
    """
    lengths = fields.get(b"content-length", [])
    if b"transfer-encoding" in fields:
        codings = b",".join(fields[b"transfer-encoding"]).lower().split(b",")
        codings = [coding.strip(b" \t") for coding in codings]
        # Not with a length beside it, not in HTTP/1.0 (6.1), and chunked is last (6.3).
        if lengths or minor == b"0" or codings[-1] != b"chunked":
            raise Refused(400)
        if codings != [b"chunked"]:
            raise Refused(501)
        return True
    if len(lengths) > 1 or not all(length.isdigit() for length in lengths):
        raise Refused(400)
    return any(length.strip(b"0") for length in lengths)


def read_target(target):
    """Give the path of a target: /path?query, or http://host/path?query (3.2)."""
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
    return path


# Answering


def found(path):
    """Give the fields and the content of a file below ROOT, or 404.

    The path is cut first and decoded then: %2F is a slash within a name and not
    between two. What begins with a dot is not served, so ".." neither; and what has a
    link in it is looked at where it leads (RFC 9110, 17.3).
    """
    names = [unquote_to_bytes(name) for name in path[1:].split(b"/")]
    names = [b"index.html"] if names == [b""] else names
    if any(not n or n.startswith(b".") or b"/" in n or b"\0" in n for n in names):
        raise Refused(404)
    try:
        file = Path(os.path.realpath(os.fsdecode(b"/".join([bytes(ROOT), *names]))))
        if not file.is_relative_to(ROOT) or not file.is_file():
            raise Refused(404)
        body = file.read_bytes()
    except OSError:  # a name too long, a file that may not be read
        raise Refused(404) from None
    return {"Content_Type": TYPES.get(file.suffix, "application/octet-stream")}, body


def reply(connection, status, fields, body, is_head):
    """Send status line, fields, an empty line and the content, in bytes."""
    fields = {
        # Whoever has a clock must say when this was (RFC 9110, 6.6.1), in GMT (5.6.7).
        "Date": formatdate(usegmt=True),
        "Content-Type": "text/plain; charset=utf-8",
        # In bytes. "Grüße" has five letters and seven bytes (RFC 9110, 8.6).
        "Content-Length": len(body),
        # HTTP/1.1 keeps connections open; who will not must say so (RFC 9112, 9.3).
        "Connection": "close",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"HTTP/1.1 {status:d} {status.phrase}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    head = "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")
    connection.settimeout(PATIENCE)
    connection.sendall(head if is_head else head + body)


def hang_up(connection):
    """Close so that the reply arrives (RFC 9112, 9.6).

    To close while something is unread makes TCP answer with a reset, which may
    destroy the reply on its way. So: first "I send no more", then read, for a moment.
    """
    connection.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + 1
    try:
        while (left := deadline - time.monotonic()) > 0:
            connection.settimeout(left)
            if not connection.recv(65536):
                return
    except TimeoutError:
        pass


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
