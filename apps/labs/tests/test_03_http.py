"""Lab 03's server keeps its word: whatever bytes arrive, in whatever pieces.

Fuzzing with a fixed seed: the same bytes each time, so that a failure can be repeated.
"""

import importlib
import random
import socket
import sys
import threading

import h11
import pytest

from apps.labs import ladder, ports
from apps.labs.judge import request
from apps.labs.programs import Program, environment, poll

pytestmark = pytest.mark.database("sqlite")

FOLDER = ladder.find("3").folder
GOOD = [
    request("/"),
    request("/", "HEAD"),
    request("/test.jpg?x=%2F", "GET", "Accept: */*", "X-Name:\tv\xe4lue "),
    request("http://a.example:80/test.jpg"),
    request("/", "GET", host="[::1]:8000"),
    request("/", "GET", "Content-Length: 0", "Connection: keep-alive, TE"),
    b"\r\n\r\n" + request("/"),
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET / HTTP/1.9\r\nhOsT:a\r\n\r\n",
]


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    number = ports.choose()
    command = [sys.executable, str(FOLDER / "server.py"), str(number)]
    program = Program(command, folder, environment(folder))
    assert poll(lambda: program.has_ended or b"served" in program.output, 15)
    yield number
    assert not program.has_ended
    program.stop()
    assert b"Traceback" not in program.errors


def ask(port, words, sizes=()):
    """Send bytes in pieces; give the status (None: closed without a word), and all."""
    with socket.create_connection((ports.HOST, port), 15) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for size in sizes:
                connection.sendall(words[:size])
                words = words[size:]
            connection.sendall(words)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # It has heard enough, and answered.
        said = b"".join(iter(lambda: connection.recv(65536), b""))
    return (int(said[9:12]) if said else None), said


def pieces(chance, words):
    sizes = []
    while sum(sizes) < len(words):
        sizes.append(chance.choice([1, 1, 2, 3, 7, 40, 500]))
    return sizes


def is_good_for_h11(words):
    judge = h11.Connection(h11.SERVER)
    try:
        # It knows one empty line before a request; any number is as good.
        judge.receive_data(words.lstrip(b"\r\n"))
        judge.receive_data(b"")
        while not isinstance(event := judge.next_event(), h11.EndOfMessage):
            if event is h11.NEED_DATA or isinstance(event, h11.ConnectionClosed):
                return False
    except h11.RemoteProtocolError:
        return False
    return True


@pytest.mark.parametrize("words", GOOD)
def test_good_requests_are_answered(port, words):
    assert ask(port, words)[0] == 200


def test_a_control_character_anywhere_is_refused(port):
    chance = random.Random(3)
    for _ in range(300):
        words = chance.choice(GOOD)
        at = chance.randrange(len(words.rstrip()))
        bad = chance.choice([b"\0", b"\x01", b"\r", b"\n", b"\x1b", b"\x7f", b"\x0b"])
        if words[:at].strip():
            status, said = ask(port, words[:at] + bad + words[at:])
            assert status in {400, 408, 501}, (words, at, bad, said)


def test_what_h11_refuses_is_refused(port):
    chance = random.Random(4)
    for _ in range(600):
        words = bytearray(chance.choice(GOOD))
        for _ in range(chance.choice([1, 1, 2, 4])):
            at = chance.randrange(len(words))
            words[at : at + chance.choice([0, 1])] = chance.choice(
                [b"", b"", bytes([chance.randrange(256)]), b" ", b":", b"\r\n", b"/"]
            )
        words = bytes(words)
        status, said = ask(port, words)
        assert status != 500, words
        if status == 200:
            assert is_good_for_h11(words), (words, said)


def test_pieces_make_no_difference(port):
    chance = random.Random(5)
    bad = [request("/", host=None), b"GET\r\n\r\n", request("/../x"), b"\xff" * 50]
    for words in [*GOOD, *bad] * 4:
        assert ask(port, words, pieces(chance, words))[0] == ask(port, words)[0]


def test_no_path_leads_outside(port):
    chance = random.Random(6)
    parts = [
        "..",
        "%2e%2e",
        ".%2e",
        "/",
        "//",
        "%2f",
        "\\",
        "%5c",
        "public",
        ".",
        "%00",
    ]
    for _ in range(300):
        path = "/" + "".join(chance.choices(parts, k=chance.randrange(1, 9)))
        for name in "server.py", "lab.toml", "etc/passwd":
            assert ask(port, request(f"{path}/{name}"))[0] in {400, 404}, path


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"GET / HTTP/1.1\nHost: a\n\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\tgoes on\r\n\r\n", 400),
        (request("/#top"), 400),
        (request("/%zz"), 400),
        (request("https://a.example/"), 400),
        (request("http:///"), 400),
        # Not for its grammar: no host is configured to be taken instead (RFC 9112, 3.3).
        (request("/", host=""), 400),
        (request("http://user@a.example/"), 400),
        (request("*", "OPTIONS"), 405),
        (request("a.example:80", "CONNECT"), 405),
        (request("/", "GET", "Content-Length: 5") + b"hello", 413),
        (request("/", "GET", "Transfer-Encoding: chunked") + b"0\r\n\r\n", 413),
        (request("/", "GET", "Transfer-Encoding: gzip, chunked"), 501),
        (request("/", "POST", "Transfer-Encoding: chunked") + b"0\r\n\r\n", 405),
        (request("/", "GET", "Transfer-Encoding: chunked", "Content-Length: 0"), 400),
        (b"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (request("/", "GET", "X: " + "x" * 40_000), 431),
        (request("/", "GET", *["X: y"] * 9_000), 431),
        (b"x" * 100_000, 414),
        (request("/public/test.jpg"), 404),
        (request("/" + "a" * 300), 404),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", 400),
        (b"", None),
        (b"\r\n", None),
    ],
)
def test_what_is_refused_has_its_status(port, words, status):
    assert ask(port, words)[0] == status


def test_reply_survives_what_nobody_reads(port):
    words = request("/", "POST", "Content-Length: 3000000") + b"x" * 3_000_000
    for _ in range(20):
        status, said = ask(port, words)
        assert status == 405 and said.endswith(b"405 Method Not Allowed\n")


@pytest.fixture
def impatient(monkeypatch):
    """Run the server's own loop in a thread, with less patience than it has."""
    server = importlib.import_module("apps.labs.03_http.server")
    monkeypatch.setattr(server, "PATIENCE", 0.2)
    with server.listening(ports.choose()) as listener:

        def serve_one():
            connection, _ = listener.accept()
            with connection:
                server.serve(connection)

        thread = threading.Thread(target=serve_one)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(15)
        assert not thread.is_alive()


def test_silent_client_is_let_go(impatient):
    with socket.create_connection((ports.HOST, impatient), 15) as connection:
        connection.sendall(b"GET / HT")
        assert connection.recv(4096).startswith(b"HTTP/1.1 408 ")


def test_client_that_drips_is_let_go(impatient):
    with socket.create_connection((ports.HOST, impatient), 15) as connection:
        said = []

        def listen():
            said.append(connection.recv(4096))

        listener = threading.Thread(target=listen)
        listener.start()
        # Each byte comes in time; all together never do.
        connection.sendall(b"GET /")
        while listener.is_alive():
            connection.sendall(b"x")
            listener.join(0.05)
    assert said[0].startswith(b"HTTP/1.1 408 ")
