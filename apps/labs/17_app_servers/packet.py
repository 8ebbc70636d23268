"""Speak uwsgi, the protocol, to uWSGI, the server; both by hand.

    python packet.py SERVER PATH [< content]      ask; what comes back is printed
    python packet.py --read < packet              show a packet

SERVER is a port of this machine or the path of a unix socket. Try it, in two terminals:

    uwsgi --socket 127.0.0.1:3031 --wsgi-file app.py
    python packet.py 3031 "/environ?a=b"

Three things have nearly one name. WSGI is how a Python server calls an application (PEP
3333); uWSGI is a server, a program in C; uwsgi is what nginx says to it. HTTP must be
searched for its colons and line ends; here every length is said before. A packet is

    modifier1    1 byte     0: this is for a WSGI application
    size         2 bytes    of the variables, the lower byte first
    modifier2    1 byte     0
    variables    as many bytes as `size`: for each, length and name, length and value,
                 with lengths of 2 bytes, the lower first

and then the content of the request, which `size` does not count: CONTENT_LENGTH among the
variables says how long it is. The answer is HTTP, as an old CGI script's is.
"""

import socket
import struct
import sys
from urllib.parse import unquote_to_bytes

# "<": little-endian, the lower byte first, and no gaps. It is the order of Intel's
# processors; that of networks, ">" or "!", is the other one.
HEADER = struct.Struct("<BHB")
LENGTH = struct.Struct("<H")


# Writing


def packet(variables):
    """Give the bytes of a packet with these variables (bytes: bytes)."""
    # len() of bytes. "ü" is one character and two bytes.
    data = b"".join(
        LENGTH.pack(len(word)) + word for pair in variables.items() for word in pair
    )
    if len(data) > 0xFFFF:
        # More does not fit into two bytes. (uWSGI's own limit is lower: buffer-size, 4096
        # if nobody says otherwise, and then long cookies are a 502 at nginx.)
        raise ValueError(f"{len(data)} bytes of variables; a packet has 65,535 at most")
    return HEADER.pack(0, len(data), 0) + data


def request(target, body=b""):
    """Say in CGI's words (lab 06) what HTTP says in its first line and its fields."""
    path, _, query = target.encode().partition(b"?")
    variables = {
        b"REQUEST_METHOD": b"POST" if body else b"GET",
        # As it stood in the address; and the path alone, decoded: bytes again.
        b"REQUEST_URI": target.encode(),
        b"PATH_INFO": unquote_to_bytes(path),
        b"QUERY_STRING": query,
        b"SCRIPT_NAME": b"",
        b"SERVER_PROTOCOL": b"HTTP/1.1",
        # PEP 3333 wants both, and not empty; Host is only a field of the browser's.
        b"SERVER_NAME": b"localhost",
        b"SERVER_PORT": b"80",
        b"HTTP_HOST": b"localhost",
        b"REMOTE_ADDR": b"127.0.0.1",
        b"CONTENT_LENGTH": str(len(body)).encode() if body else b"",
    }
    return packet(variables) + body


def ask(server, words):
    """Send it, and give all that comes back: the server closes when it has answered."""
    if server.isdigit():
        connection = socket.create_connection(("127.0.0.1", int(server)), timeout=60)
    else:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(server)
    with connection:
        connection.sendall(words)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


# Reading


def read(stream):
    """Give (modifier1, modifier2, variables); ValueError if it is no whole packet."""
    modifier1, size, modifier2 = HEADER.unpack(exactly(stream, HEADER.size))
    # Never believe a length before the bytes are there.
    data, at, variables = exactly(stream, size), 0, []
    words = []
    while at < size:
        if at + 2 > size:
            raise ValueError("a length ends too early")
        (length,) = LENGTH.unpack_from(data, at)
        word = data[at + 2 : at + 2 + length]
        if len(word) < length:
            raise ValueError("a name or a value ends too early")
        words.append(word)
        at += 2 + length
    if len(words) % 2:
        raise ValueError("the last name has no value")
    variables = list(zip(words[::2], words[1::2], strict=True))
    return modifier1, modifier2, variables


def exactly(stream, size):
    data = stream.read(size)
    if len(data) < size:
        raise ValueError(f"{size} bytes were announced, {len(data)} came")
    return data


def show():
    """Print a packet: the modifiers, then NAME=value, a line each."""
    modifier1, modifier2, variables = read(sys.stdin.buffer)
    out = sys.stdout.buffer
    out.write(b"modifier1=%d\nmodifier2=%d\n" % (modifier1, modifier2))
    for name, value in variables:
        out.write(name + b"=" + value + b"\n")


def main():
    if sys.argv[1:] == ["--read"]:
        show()
        return
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    body = b"" if sys.stdin.isatty() else sys.stdin.buffer.read()
    sys.stdout.buffer.write(ask(sys.argv[1], request(sys.argv[2], body)))


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError) as error:
        sys.exit(f"{error}")
