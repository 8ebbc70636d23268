"""The packet without struct; an ini of few words; gunicorn at another socket; waiting by an Event."""

import socket
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

FILE = "packet.py"


def two(number):
    return number.to_bytes(2, "little")


def ask(server, target, body):
    path, _, query = target.partition("?")
    variables = [
        ("SERVER_PROTOCOL", b"HTTP/1.0"),
        ("SERVER_PORT", b"8080"),
        ("SERVER_NAME", b"127.0.0.1"),
        ("REQUEST_METHOD", b"POST" if body else b"GET"),
        ("QUERY_STRING", query.encode()),
        ("PATH_INFO", unquote_to_bytes(path)),
        ("CONTENT_TYPE", b"application/octet-stream"),
        ("CONTENT_LENGTH", str(len(body)).encode()),
    ]
    data = b""
    for name, value in variables:
        data += two(len(name)) + name.encode() + two(len(value)) + value
    where = ("127.0.0.1", int(server)) if server.isdigit() else server
    kind = socket.AF_INET if server.isdigit() else socket.AF_UNIX
    with socket.socket(kind) as connection:
        connection.connect(where)
        for part in b"\0", two(len(data)), b"\0", data, body:
            connection.sendall(part)
        sys.stdout.buffer.write(connection.makefile("rb").read())


def show(data):
    if len(data) < 4:
        sys.exit("That is no header.")
    end = 4 + int.from_bytes(data[1:3], "little")
    if end > len(data):
        sys.exit("There is too little.")
    print(f"modifier1={data[0]}\nmodifier2={data[3]}", flush=True)
    at, words = 4, []
    while at < end:
        length = int.from_bytes(data[at : at + 2], "little")
        words.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    if at != end or len(words) % 2:
        sys.exit("The lengths do not fit.")
    for name, value in zip(words[::2], words[1::2], strict=True):
        sys.stdout.buffer.write(b"%b=%b\n" % (name, value))


if sys.argv[1] == "--read":
    show(sys.stdin.buffer.read())
else:
    ask(sys.argv[1], sys.argv[2], Path("/dev/stdin").read_bytes())
