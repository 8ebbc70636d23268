"""Requests made wrong by chance, and what h11 thinks of them."""

import re

import h11

GOOD = [
    b"GET /echo?a=b HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: a.example:80\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;x=y\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-Trailer: z\r\n\r\n",
    b"HEAD http://a.example/echo HTTP/1.1\r\nHost: a.example\r\nCookie: a=b\r\n\r\n",
    b"GET /echo HTTP/1.0\r\nUser-Agent: old\r\n\r\n",
]
# What breaks parsers is rarely a random byte.
PIECES = [
    *(b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b",", b";", b"\xff", b"0", b"%"),
    *(b"Host: b.example\r\n", b"Content-Length: 3\r\n", b"Content-Length: +5\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n", b"HTTP/1.1"),
    *(b"chunked, ", b"-1", b"\r\n\r\n", b"ffffffffffffffff\r\n", b"\x85", b"\xb2"),
]


def mutant(chance):
    """Give a request with some bytes changed, lost, doubled or put in."""
    data = chance.choice(GOOD)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        to = min(at + chance.choice([1, 1, 2, 8, 40]), len(data))
        data = chance.choice(
            [
                data[:at] + chance.choice(PIECES) + data[at:],
                data[:at] + chance.choice(PIECES) + data[to:],
                data[:at] + data[to:],
                data[:to] + data[at:],
                data[:at] + chance.randbytes(1) + data[at + 1 :],
            ]
        )
    return data


def sizes(chance):
    """Give sizes of pieces: whole, in two, or in many."""
    return chance.choice([[10**6], [chance.randint(1, 80), 10**6], [1] * 40 + [10**6]])


def has_bad_head(data):
    """Say whether the judge finds a mistake in the head, whatever may follow it.

    Of the content h11 refuses what RFC 9112 allows: a space before the extension of a
    chunk (7.1.1), a Content-Length among the trailers, which may be passed over (6.5.1
    of RFC 9110). The step `ends` asks about chunks.
    """
    judge = h11.Connection(h11.SERVER, max_incomplete_event_size=10**6)
    # RFC 9112, 2.2: empty lines before a request are to be skipped.
    judge.receive_data(re.sub(rb"^(\r\n)+", b"", data))
    try:
        judge.next_event()
    except h11.RemoteProtocolError:
        return True
    return False
