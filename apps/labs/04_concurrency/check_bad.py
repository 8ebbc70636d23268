"""Contents whose end is in doubt: each must be refused, and the connection closed."""

import importlib

from apps.labs.checking import rfc
from apps.labs.judge import request

# What lab 03's server had to refuse is to be refused still.
before = importlib.import_module("apps.labs.03_http.check_bad")
OF_LAB_03 = [*before.NO_HOST, *before.FRAMING, *before.MALFORMED]
GARBAGE = before.GARBAGE

CHUNKS = rfc(
    9112,
    "7.1",
    "A chunk is its size in hexadecimal digits, CR LF, as many bytes, CR LF. The last has "
    "size 0. What is not so is answered by 400: nobody knows where the request ends.",
)
CODING = rfc(
    9112,
    "6.1",
    "Transfer-Encoding came with HTTP/1.1: in an HTTP/1.0 request the framing is faulty. A "
    "length beside it is an attempt to smuggle a request, or a mistake.",
)


def chunked(content, *lines):
    lines = lines or ("Transfer-Encoding: chunked",)
    return request("/echo", "POST", *lines) + content


BAD_CHUNKS = before.cases(
    CHUNKS,
    frozenset(),
    {
        "A chunk size of five": chunked(b"five\r\nhello\r\n0\r\n\r\n"),
        "A chunk size of 0x5": chunked(b"0x5\r\nhello\r\n0\r\n\r\n"),
        "A chunk size of +5": chunked(b"+5\r\nhello\r\n0\r\n\r\n"),
        "A chunk size of -5": chunked(b"-5\r\nhello\r\n0\r\n\r\n"),
        "A chunk size of 0_5": chunked(b"0_5\r\nhello\r\n0\r\n\r\n"),
        "An empty chunk size": chunked(b"\r\nhello\r\n0\r\n\r\n"),
        "A space before a chunk size": chunked(b" 5\r\nhello\r\n0\r\n\r\n"),
        "A chunk longer than its size": chunked(b"4\r\nhello\r\n0\r\n\r\n"),
        "A chunk line that ends with LF alone": chunked(b"5\nhello\r\n0\r\n\r\n"),
        "A chunk that ends with LF alone": chunked(b"5\r\nhello\n0\r\n\r\n"),
        "A CR within a chunk line": chunked(b"5\r;x\r\nhello\r\n0\r\n\r\n"),
    },
) + before.cases(
    CODING,
    frozenset(),
    {
        "Chunks in HTTP/1.0": b"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nhello\r\n0\r\n\r\n",
        "Chunks within chunks": chunked(
            b"5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked, chunked"
        ),
    },
)

# Of these nobody knows where they end, so that nothing may follow them.
FRAMING = [*before.FRAMING, *BAD_CHUNKS]
