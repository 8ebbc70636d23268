"""A wire remembers, waits no longer than it should, and says why it refuses."""

import socket
import threading

import pytest

from apps.labs.wires import MOST, Refused, Wire

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def ends():
    """Give a wire and the plain socket at its other end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        near = socket.create_connection(server.getsockname())
        far, _ = server.accept()
    with near, far:
        yield Wire(near, patience=0.3), far


def test_remembers_what_went_over_it(ends):
    wire, far = ends
    wire.drip(b"hello", [2])
    assert far.recv(5, socket.MSG_WAITALL) == b"hello"
    far.sendall(b"good ")
    wire.read(5)
    far.sendall(b"bye")
    far.close()
    assert wire.read_to_end() == b"bye"
    told = [(event.kind, event.data, event.pieces) for event in wire.events]
    assert told[:2] == [("sent", b"hello", 4), ("came", b"good bye", 2)]
    assert wire.events[2].note == "Your program closed its side of the connection."


def test_reads_up_to_a_mark_and_leaves_the_rest(ends):
    wire, far = ends
    far.sendall(b"one\r\ntwo\r\nthree")
    assert wire.read_until(b"\r\n") == b"one\r\n"
    assert wire.read(2) == b"tw"
    assert wire.unread_bytes == b"o\r\nthree"
    assert wire.read_some() == b"o\r\nthree"


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (lambda wire: wire.read(9), "3 bytes came, then nothing happened for 0.3 s"),
        (lambda wire: wire.read_until(b"\n"), "3 bytes came, then nothing happened"),
        (lambda wire: wire.expect(b"abX"), "The first difference is at byte 2"),
        (lambda wire: wire.expect(b"abcd"), "3 bytes came, then nothing happened"),
        (lambda wire: wire.expect_end(), "3 bytes came, then nothing happened"),
    ],
)
def test_says_why_it_refuses(ends, read, why):
    wire, far = ends
    far.sendall(b"abc")
    with pytest.raises(Refused) as refused:
        read(wire)
    assert refused.value.got.startswith(why)
    assert refused.value.wire is wire


def test_tells_a_reset_from_an_end(ends):
    wire, far = ends
    other = Wire(far, patience=0.3)
    other.reset()
    with pytest.raises(Refused) as refused:
        wire.read(1)
    assert refused.value.got == "The connection was broken off."
    assert wire.was_reset and wire.has_end


def test_both_sides_may_write_before_they_read(ends):
    wire, far = ends
    wire.patience = 60
    data = b"x" * 4_000_000
    heard = []

    def answer_first():
        far.sendall(data)
        heard.append(far.recv(len(data), socket.MSG_WAITALL))

    other = threading.Thread(target=answer_first)
    other.start()
    wire.send(data)
    other.join(60)
    assert heard == [data]
    assert wire.read(len(data)) == data


def test_flood_ends(ends):
    wire, far = ends

    def flood():
        try:
            while True:
                far.sendall(b"x" * 65536)
        except OSError:
            pass

    flooding = threading.Thread(target=flood)
    flooding.start()
    wire.patience = 60
    with pytest.raises(Refused) as refused:
        wire.read_to_end()
    assert refused.value.got == f"More than {MOST >> 20} MiB came."
    wire.close()
    flooding.join(60)
    assert not flooding.is_alive()
