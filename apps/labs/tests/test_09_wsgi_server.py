"""Lab 09's server keeps its word: any bytes, in any pieces, and the validator is content.

Fuzzing with fixed seeds: the same bytes each time, so that a failure can be repeated.
"""

import importlib
import random
import re
import socket
import sys

import pytest

from apps.labs import ladder, ports
from apps.labs.judge import request
from apps.labs.programs import Program, environment, poll

pytestmark = pytest.mark.database("sqlite")

LAB = ladder.find("9")
fuzz = importlib.import_module(f"apps.labs.{LAB.name}.check_fuzz")
bad = importlib.import_module("apps.labs.03_http.check_bad")
# Whatever comes through is judged by the standard library, and told as it came.
SITE = """
from wsgiref.validate import validator

@validator
def application(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    content = environ["wsgi.input"].read(size)
    words = repr((environ["PATH_INFO"], environ["QUERY_STRING"], content)).encode()
    fields = [("Content-Type", "text/plain"), ("Content-Length", str(len(words)))]
    start_response("200 OK", fields)
    return [words]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    (folder / "site_of_the_test.py").write_text(SITE)
    number = ports.choose()
    words = [sys.executable, str(LAB.folder / "server.py"), str(number)]
    program = Program([*words, "site_of_the_test"], folder, environment(folder))
    assert poll(lambda: program.has_ended or b"http" in program.output, 15)
    yield number
    assert not program.has_ended
    program.stop()
    # Neither the server nor the validator had anything to complain of.
    assert b"Traceback" not in program.errors, program.errors.decode()


def ask(port, words, sizes=()):
    """Send bytes in pieces; give all that comes back, but for a 100."""
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
    return said.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")


def without_date(said):
    return re.sub(rb"\r\nDate: [^\r]*", b"", said)


@pytest.mark.parametrize("words", fuzz.GOOD)
def test_good_requests_are_answered(port, words):
    assert ask(port, words).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("case", [*bad.NO_HOST, *bad.FRAMING, *bad.MALFORMED])
def test_what_must_be_refused_is_never_200(port, case):
    said = ask(port, case.words)
    assert not said or re.match(rb"HTTP/1.1 [45]\d\d ", said), (case.what, said)


@pytest.mark.parametrize(
    "words",
    [
        # What a server of http without TLS must refuse (RFC 9110, 7.4 and 4.2.1).
        request("https://127.0.0.1/"),
        request("http:///"),
        # Faulty framing, whatever follows (RFC 9112, 6.1).
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        request("/", "POST", "Transfer-Encoding: chunked", "Content-Length: 5")
        + b"0\r\n\r\n",
        # A line that goes on: refused, or a space is put in (5.2).
        request("/", "GET", "X-Name: a\r\n b"),
    ],
)
def test_what_other_servers_let_pass_is_refused(port, words):
    assert ask(port, words).startswith(b"HTTP/1.1 400 ")


def test_what_h11_refuses_is_never_200(port):
    chance = random.Random(9)
    for _ in range(800):
        words = fuzz.mutant(chance)
        said = ask(port, words, fuzz.sizes(chance))
        assert not re.match(rb"HTTP/1.1 500 ", said), words
        if re.match(rb"HTTP/1.1 2", said):
            assert not fuzz.has_bad_head(words), (words, said)


def test_a_control_character_in_the_head_is_refused(port):
    chance = random.Random(10)
    for _ in range(300):
        words = chance.choice(fuzz.GOOD)
        at = chance.randrange(1, words.index(b"\r\n\r\n"))
        sign = chance.choice([b"\0", b"\x01", b"\r", b"\n", b"\x1b", b"\x7f", b"\x0b"])
        # A line feed right behind a CR is where it may be; the rest is the next line.
        if words[at - 1 : at] != b"\r":
            said = ask(port, words[:at] + sign + words[at:])
            assert re.match(rb"HTTP/1.1 (400|501) ", said), (words, at, sign, said)


def test_pieces_make_no_difference(port):
    chance = random.Random(11)
    for words in [*fuzz.GOOD, *(fuzz.mutant(chance) for _ in range(60))]:
        sizes = [chance.choice([1, 1, 2, 3, 7, 40]) for _ in words]
        pieces, whole = ask(port, words, sizes), ask(port, words)
        assert without_date(pieces) == without_date(whole), words


@pytest.mark.parametrize("words", bad.GARBAGE)
def test_what_is_no_request_is_never_200(port, words):
    said = ask(port, words)
    # One of them is a request for an odd address, and may be answered.
    if not re.match(rb"GET /a", words) and not words.startswith(b"GET /%ff"):
        assert not said.startswith(b"HTTP/1.1 2"), said
