"""Lab 04's servers keep their word: any bytes, in any pieces; and the master survives.

Fuzzing with a fixed seed: the same bytes each time, so that a failure can be repeated.
"""

import importlib
import os
import random
import re
import shutil
import signal
import socket
import sys

import h11
import pytest

from apps.labs import ladder, ports
from apps.labs.judge import request
from apps.labs.programs import Program, environment, poll

pytestmark = pytest.mark.database("sqlite")

messages = importlib.import_module("apps.labs.04_concurrency.messages")
family = importlib.import_module("apps.labs.04_concurrency.check_family")

FOLDER = ladder.find("4").folder
CHUNKS = b"5\r\nhello\r\n00A;x=y\r\n0123456789\r\n0\r\nX: y\r\n\r\n"
GOOD = [
    request("/a?b=%2F", "GET", "Accept: */*", "X-Name:\tv\xe4lue "),
    request("/", "HEAD", host="[::1]:8000"),
    request("http://a.example:80/x"),
    request("/echo", "POST", "Content-Length: 005") + b"hello",
    request("/echo", "POST", "Transfer-Encoding: Chunked") + CHUNKS,
    request("/", "GET", "Expect: 100-continue", "Content-Length: 3") + b"abc",
    b"\r\n\r\n" + request("/", "GET", "Connection: keep-alive, TE"),
    b"GET / HTTP/1.9\r\nhOsT:a\r\n\r\n",
]
CHUNKED = "Transfer-Encoding: chunked"


def answer_to(asked):
    return messages.Answer(b"%b %b" % (asked.path, asked.content))


def talk(words, sizes=()):
    """Give the statuses and contents of what a conversation answers to these bytes."""
    conversation, told = messages.Conversation(answer_to), []
    for size in [*sizes, len(words)]:
        conversation.receive(words[:size])
        words = words[size:]
        while answer := conversation.next_answer():
            if answer is not messages.CONTINUE:
                told.append((int(answer.status), answer.content))
            if answer.is_last:
                return told
    return told


def pieces(chance, words):
    return [chance.choice([1, 1, 2, 3, 7, 40, 500]) for _ in words]


def requests_for_h11(words):
    """Count the whole requests that h11 sees at the beginning of these bytes."""
    number = 0
    # Two things that h11 refuses and the RFC does not: space before the extension of a
    # chunk (7.1.1), and empty lines before a request (2.2).
    words = re.sub(rb"(\r\n[0-9A-Fa-f]+)[\t ]+;", rb"\1;", words)
    while words := re.sub(rb"^(\r\n)+", b"", words):
        judge = h11.Connection(h11.SERVER)
        try:
            judge.receive_data(words)
            while not isinstance(event := judge.next_event(), h11.EndOfMessage):
                if event is h11.NEED_DATA:
                    return number
        except h11.RemoteProtocolError:
            return number
        number += 1
        words = judge.trailing_data[0]
    return number


@pytest.mark.parametrize("words", GOOD)
def test_good_requests_are_answered(words):
    assert [status for status, _ in talk(words * 3)] == [200] * 3


def test_pieces_make_no_difference():
    chance = random.Random(5)
    bad = [
        request("/", host=None),
        b"GET\r\n\r\n",
        request("/", "POST", CHUNKED) + b"x\r\n",
    ]
    for _ in range(300):
        words = b"".join(chance.choices([*GOOD, *bad], k=4))
        assert talk(words, pieces(chance, words)) == talk(words), words


def test_a_control_character_in_the_head_is_refused():
    chance = random.Random(3)
    for _ in range(2_000):
        words = chance.choice(GOOD).lstrip()
        at = chance.randrange(1, words.index(b"\r\n\r\n"))
        bad = chance.choice([b"\0", b"\x01", b"\r", b"\n", b"\x1b", b"\x7f", b"\x0b"])
        # A line feed right behind a CR is where it may be; the rest is the next line.
        if words[at - 1 : at] != b"\r":
            told = talk(words[:at] + bad + words[at:])
            assert told and told[0][0] in {400, 501}, (words, at, bad)


def test_what_h11_refuses_is_refused():
    chance = random.Random(4)
    for _ in range(6_000):
        words = bytearray(chance.choice(GOOD) + chance.choice(GOOD))
        for _ in range(chance.choice([1, 1, 2, 4])):
            at = chance.randrange(len(words))
            words[at : at + chance.choice([0, 1])] = chance.choice(
                [
                    b"",
                    b"",
                    bytes([chance.randrange(256)]),
                    b" ",
                    b":",
                    b"\r\n",
                    b"/",
                    b"0",
                ]
            )
        words = bytes(words)
        statuses = [status for status, _ in talk(words)]
        assert 500 not in statuses, words
        assert statuses.count(200) <= requests_for_h11(words), (words, statuses)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (request("/#top"), 400),
        (request("https://a.example/"), 400),
        (request("http:///"), 400),
        (request("/", "GET", "X: a\r\n b"), 400),
        (b"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (request("/", "PUT"), 405),
        (request("/", "BREW"), 501),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (request("/", "GET", "Content-Length: " + "9" * 5_000), 413),
        (request("/", "POST", CHUNKED) + b"FFFFFFFFFFFFFFFF\r\n", 413),
        (request("/", "POST", CHUNKED) + b"00000000000000005\r\n", 400),
        (request("/", "POST", CHUNKED, "Content-Length: 0") + b"0\r\n\r\n", 400),
        (request("/", "POST", "Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n", 501),
        (request("/", "POST", "Transfer-Encoding: chunked, gzip"), 400),
        (request("/", "POST", "Transfer-Encoding:"), 400),
        (request("/", "POST", CHUNKED) + b"0\r\n" + b"X: y\r\n" * 20_000, 431),
        (request("/", "GET", "X: " + "x" * 40_000), 431),
        (request("/", "GET", *["X: y"] * 9_000), 431),
        (b"x" * 100_000, 414),
    ],
)
def test_what_is_refused_has_its_status(words, status):
    assert [told for told, _ in talk(words)] == [status]


def test_our_mistake_is_500_and_the_end():
    conversation = messages.Conversation(lambda request: 1 / 0)
    conversation.receive(request("/"))
    answer = conversation.next_answer()
    assert answer.is_last and answer.words.startswith(b"HTTP/1.1 500 ")


# The four programs


def start(folder, file):
    shutil.copytree(FOLDER, folder / "lab")
    port = ports.choose()
    around = environment(folder, PORT=port)
    program = Program([sys.executable, file, str(port)], folder / "lab", around)
    assert poll(lambda: program.has_ended or b"served" in program.output, 30)
    return program, port


def ask(port, words):
    with socket.create_connection((ports.HOST, port), 30) as connection:
        try:
            connection.sendall(words)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except OSError:
            return b""  # It has heard enough.


@pytest.mark.parametrize(
    "file", ["one_at_a_time.py", "threads.py", "processes.py", "events.py"]
)
def test_any_bytes_leave_it_alive(tmp_path, file):
    program, port = start(tmp_path, file)
    chance = random.Random(7)
    for _ in range(60):
        words = bytearray(chance.choice(GOOD))
        words[chance.randrange(len(words))] = chance.randrange(256)
        ask(port, bytes(words))
        ask(port, chance.randbytes(100))
    assert ask(port, request("/who")).startswith(b"HTTP/1.1 200 ")
    for name in b"server.py", b"lab.toml", b"edition.txt":
        for dots in b"..", b"%2e%2e", b"..%2f..", b"x/..":
            path = (b"/" + dots + b"/" + name).decode()
            assert b" 200 " not in ask(port, request(path))[:20], path
    program.signal(signal.SIGTERM)
    assert program.wait_ended(30) and program.status == 0
    program.stop()
    assert b"Traceback" not in program.errors


def test_edition_that_does_not_start_takes_nobody_down(tmp_path):
    program, port = start(tmp_path, "processes.py")
    assert ask(port, request("/edition")).endswith(b"the first\n")
    # All four must serve before: who starts late would start with the mistake.
    assert program.wait(lambda: program.output.count(b"serves edition 1") == 4, 30)
    good = (tmp_path / "lab/pages.py").read_text()
    (tmp_path / "lab/pages.py").write_text("1 / 0\n")
    program.signal(signal.SIGHUP)
    assert program.wait(lambda: b"does not start" in program.output, 30)
    assert ask(port, request("/edition")).endswith(b"the first\n")
    (tmp_path / "lab/pages.py").write_text(good)
    (tmp_path / "lab/edition.txt").write_text("mended\n")
    program.signal(signal.SIGHUP)
    assert poll(lambda: ask(port, request("/edition")).endswith(b"mended\n"), 30)
    program.stop()


def test_no_child_outlives_a_killed_master(tmp_path):
    program, port = start(tmp_path, "processes.py")
    ask(port, request("/who"))
    children = family.children_of(program.pid)
    os.kill(program.pid, signal.SIGKILL)
    assert children
    assert poll(lambda: not any(map(family.is_alive, children)), 30)
    program.stop()
