"""Requests that must be refused, each with the clause that says so."""

from typing import NamedTuple

from apps.labs.checking import Clause, rfc
from apps.labs.judge import request


class Case(NamedTuple):
    """A request, what is wrong with it, and which statuses it must get (any 4xx, 5xx)."""

    what: str
    words: bytes
    clause: Clause
    must_say: frozenset[int] = frozenset()


MUST_400 = frozenset({400})


def cases(clause, must_say, table):
    return [Case(what, words, clause, must_say) for what, words in table.items()]


NO_HOST = cases(
    rfc(
        9112,
        "3.2",
        "A server must answer 400 to a request that lacks Host, has more than one, or an "
        "invalid one.",
    ),
    MUST_400,
    {
        "No Host": request(host=None),
        "Two Hosts": request("/", "GET", "Host: other.example"),
        "The same Host twice": request("/", "GET", "Host: 127.0.0.1"),
        "Two hosts in one field": request(host="a.example, b.example"),
        "A Host with a path": request(host="a.example/path"),
        "A Host with a user": request(host="user@a.example"),
        "A Host with a port that is none": request(host="a.example:http"),
        "The whole address, and no Host": request("http://a.example/", host=None),
    },
)

_LENGTH = rfc(
    9112,
    "6.3",
    "With an invalid Content-Length nobody knows where the request ends: the server must "
    "answer 400 and close.",
)
_CODING = rfc(
    9112,
    "6.3",
    "When chunked is not the last coding nobody knows where the request ends: the server "
    "must answer 400 and close.",
)
_BOTH = rfc(
    9112,
    "6.1",
    "Transfer-Encoding and Content-Length together are an attempt to smuggle a request, or "
    "a mistake: refuse, or let the chunks decide, and close.",
)


def _sized(*lines):
    return request("/", "GET", *lines) + b"hello"


FRAMING = [
    *cases(
        _LENGTH,
        MUST_400,
        {
            "Content-Length: +5": _sized("Content-Length: +5"),
            "Content-Length: -5": _sized("Content-Length: -5"),
            "Content-Length: 0x5": _sized("Content-Length: 0x5"),
            "Content-Length: 5 5": _sized("Content-Length: 5 5"),
            "Content-Length: 1_0": _sized("Content-Length: 1_0"),
            "Content-Length: five": _sized("Content-Length: five"),
            "An empty Content-Length": _sized("Content-Length:"),
            # Superscript two: str.isdigit says yes to it.
            "Content-Length: ²": _sized("Content-Length: \xb2"),
            "Two lengths in one field": _sized("Content-Length: 5, 6"),
            "Two lengths in two fields": _sized(
                "Content-Length: 5", "Content-Length: 6"
            ),
        },
    ),
    *cases(
        _CODING,
        frozenset({400, 501}),
        {
            "Transfer-Encoding: chunked, identity": _sized(
                "Transfer-Encoding: chunked, identity"
            ),
            "Transfer-Encoding: gzip": _sized("Transfer-Encoding: gzip"),
            "Transfer-Encoding: xchunked": _sized("Transfer-Encoding: xchunked"),
            # str.strip takes it for a space.
            "A vertical tab before chunked": _sized("Transfer-Encoding: \x0bchunked"),
        },
    ),
    *cases(
        _BOTH,
        frozenset(),
        {
            "Content-Length and chunks that are none": request(
                "/", "GET", "Content-Length: 5", "Transfer-Encoding: chunked"
            )
            + b"hello\r\n\r\n",
        },
    ),
]

_COLON = rfc(
    9112,
    "5.1",
    "No space is allowed between a field's name and the colon: the server must answer 400.",
)
_LINE = rfc(
    9112,
    "3",
    "A first line is method, space, target, space, version; what is not so gets 400. (A "
    "server may take other white space for a space; three words are needed still.)",
)
_VERSION = rfc(9112, "2.3", "A version is HTTP/, a digit, a dot, a digit.")
_MAJOR = rfc(
    9110,
    "2.5",
    "Another major version means another syntax: whoever does not know it cannot know what "
    "the message says. 505 is made for that (15.6.6).",
)
_VALUE = rfc(
    9110,
    "5.5",
    "CR, LF and NUL within a value are dangerous: the request is refused, or each of them "
    "becomes a space before anybody reads it; and no host has a space in it.",
)
_NAME = rfc(9110, "5.1", "A field's name is a token: no space, no control character.")
_BARE_CR = rfc(
    9112,
    "2.2",
    "A CR without LF makes the element that it stands in invalid, or is made a space.",
)
_BEFORE = rfc(
    9112,
    "2.2",
    "Space between the first line and the first field: refuse it, or skip the line.",
)


def _first(line):
    return line + b"\r\nHost: 127.0.0.1\r\n\r\n"


MALFORMED = [
    *cases(
        _COLON,
        MUST_400,
        {
            "A space before the colon": request("/", "GET", "X-Name : value"),
            "A tab before the colon": request("/", "GET", "X-Name\t: value"),
        },
    ),
    *cases(
        _LINE,
        frozenset(),
        {
            "A first line of two words (HTTP/0.9)": _first(b"GET /"),
            "A first line of one word": _first(b"GET"),
            "A space in the target": _first(b"GET /a b HTTP/1.1"),
            "No target": _first(b"GET  HTTP/1.1"),
            "A target that is no path": _first(b"GET index.html HTTP/1.1"),
            "A method that is no token": _first(b"G{T / HTTP/1.1"),
            "A control character in the target": _first(b"GET /\x01 HTTP/1.1"),
            "A target that is no ASCII": _first(b"GET /caf\xc3\xa9 HTTP/1.1"),
        },
    ),
    *cases(
        _VERSION,
        frozenset(),
        {
            "HTTP/1.10": _first(b"GET / HTTP/1.10"),
            "HTTP/11": _first(b"GET / HTTP/11"),
            "http/1.1": _first(b"GET / http/1.1"),
            "HTTP/x.1": _first(b"GET / HTTP/x.1"),
        },
    ),
    *cases(_MAJOR, frozenset(), {"HTTP/9.9": _first(b"GET / HTTP/9.9")}),
    *cases(
        _NAME,
        frozenset(),
        {
            "A field without a colon": request("/", "GET", "X-Name"),
            "A field without a name": request("/", "GET", ": value"),
            "A name with a space": request("/", "GET", "X Name: value"),
            "A name that is no ASCII": request("/", "GET", "X-N\xe4me: value"),
        },
    ),
    *cases(
        _VALUE,
        frozenset(),
        {
            "NUL within Host": request(host="127.0\0.0.1"),
            "CR alone within Host": request(host="127.0\r.0.1"),
        },
    ),
    *cases(
        _BARE_CR,
        frozenset(),
        {
            "CR alone within the target": _first(b"GET /test\r.jpg HTTP/1.1"),
            "CR alone in a name": request("/", "GET", "X-Na\rme: value"),
        },
    ),
    *cases(
        _BEFORE,
        frozenset(),
        {
            "A space before the only Host": (
                b"GET / HTTP/1.1\r\n Host: 127.0.0.1\r\n\r\n"
            ),
        },
    ),
]

# No requests at all. Whoever gets them may answer or not, but must live.
GARBAGE = [
    b"\0",
    b"\r\n\r\n",
    b"\xff\xfe\r\n\r\n",
    b"GET",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: \xff\r\n\r\n",
    b"GET /%ff%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /" + b"a" * 300 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /" + b"a/" * 2000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    # What a browser says when it is told https:// instead of http://.
    bytes.fromhex("16030100c8010000c40303") + bytes(190),
]
