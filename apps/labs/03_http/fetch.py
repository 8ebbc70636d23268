"""Fetch a page by hand: what a browser or curl does first (RFC 9112).

    python fetch.py http://127.0.0.1:8000/

The content goes to standard output, what was said about it to standard error. The
exit status is 1 when the server says 400 or more, 2 when there is no sound answer.
"""

import socket
import sys
from urllib.parse import urlsplit


class Broken(ValueError):
    """What came is not an answer that HTTP knows, or is not all of it."""


def main():
    if len(sys.argv) != 2:
        sys.exit("Type: python fetch.py http://127.0.0.1:8000/")
    try:
        status, body = fetch(sys.argv[1])
    except (OSError, ValueError) as error:
        print(f"No answer: {error}", file=sys.stderr)
        sys.exit(2)
    sys.stdout.buffer.write(body)
    sys.exit(1 if status >= 400 else 0)


def fetch(address):
    parts = urlsplit(address)
    if parts.scheme != "http":
        # For https:// all this would have to go through TLS: never in clear instead.
        raise Broken(f"http:// is understood, and not {address}")
    host = parts.hostname or ""
    with socket.create_connection((host, parts.port or 80), timeout=10) as connection:
        # What comes after # stays here; an empty path is asked for as / (3.2.1).
        target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        lines = [
            f"GET {target} HTTP/1.1",
            # One machine serves many sites: without Host it must refuse (3.2).
            f"Host: {parts.netloc.rpartition('@')[2]}",
            # Or it would wait for our next request, and some clients for its end.
            "Connection: close",
        ]
        head = "".join(f"{line}\r\n" for line in [*lines, ""])
        connection.sendall(head.encode("ascii"))
        # A file over the socket reads until it has what was asked: a line, n bytes.
        with connection.makefile("rb") as stream:
            return read_answer(stream)


def read_answer(stream):
    """Give the status and the content of an answer."""
    status = 100
    while 100 <= status < 200:
        # 1xx is a word in between; the answer follows (RFC 9110, 15.2).
        words = read_line(stream).split(" ", 2)
        if not words[0].startswith("HTTP/1.") or not words[1:2] or len(words[1]) != 3:
            raise Broken(f"a status line was expected, not {' '.join(words)!r}")
        print(*words, file=sys.stderr)
        status = number(words[1])
        fields = read_fields(stream)
    if status in {204, 304}:
        return status, b""  # these never have content (6.3)
    if "transfer-encoding" in fields:
        return status, read_chunks(stream)
    if "content-length" in fields:
        return status, read_exactly(stream, number(fields["content-length"]))
    # Neither: it ends when the server hangs up. Whether that was all nobody knows.
    return status, stream.read()


def read_fields(stream):
    fields = {}
    while line := read_line(stream):
        print(line, file=sys.stderr)
        name, colon, value = line.partition(":")
        if not colon:
            raise Broken(f"a field was expected, not {line!r}")
        # Names are the same in upper and lower case (RFC 9110, 5.1).
        fields[name.lower()] = value.strip()
    print(file=sys.stderr)
    return fields


def read_chunks(stream):
    """Read pieces that each tell their length in hexadecimal, up to one of 0 (7.1)."""
    body = b""
    # After ; there may be extensions, which are ignored.
    while size := number(read_line(stream).partition(";")[0].strip(), base=16):
        body += read_exactly(stream, size)
        if read_line(stream):
            raise Broken("a chunk is longer than it says")
    while read_line(stream):
        pass  # trailer fields, then an empty line
    return body


def read_line(stream):
    line = stream.readline(65536)
    if not line.endswith(b"\n"):
        raise Broken("the connection was closed in the middle of the head")
    # ISO 8859-1 gives each byte a character: nothing is lost, nothing fails.
    return line.rstrip(b"\r\n").decode("iso-8859-1")


def read_exactly(stream, size):
    """Read so many bytes; fewer are not the answer but a part of it (8)."""
    body = stream.read(size)
    if len(body) < size:
        raise Broken(f"the connection was closed after {len(body)} of {size} bytes")
    return body


def number(digits, base=10):
    try:
        # int takes more than HTTP does: "+5", "1_0", " 7".
        if not digits.isalnum() or not digits.isascii():
            raise ValueError
        return int(digits, base)
    except ValueError:
        raise Broken(f"a number was expected, not {digits!r}") from None


if __name__ == "__main__":
    main()
