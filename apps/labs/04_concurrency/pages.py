"""What the four servers answer: the same pages, so that only the servers differ.

/                    a page with lab 03's picture, /test.jpg
/wait?seconds=0.5    an answer that takes its time, as one from a database does
/compute?below=20000 an answer that keeps a processor busy: it counts prime numbers
/who                 the id of the process that answers
/edition             what stood in edition.txt when this module was imported
/echo                gives back the content that is sent to it (POST)
"""

import os
import re
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote_to_bytes

from messages import Answer

HERE = Path(__file__).resolve().parent
ROOT = HERE / "public"
TYPES = {".html": "text/html; charset=utf-8", ".jpg": "image/jpeg"}
# Read once, as Python reads this program once: to change either, a server must reload.
EDITION = (HERE / "edition.txt").read_bytes()


def answer_to(request):
    if request.path not in PAGES:
        page, allowed = found, {b"GET", b"HEAD"}
    else:
        page, *allowed = PAGES[request.path]
    if request.method not in allowed:
        allow = {"Allow": b", ".join(sorted(allowed)).decode()}
        return error(HTTPStatus.METHOD_NOT_ALLOWED, **allow)
    return page(request)


def wait(request):
    match = re.fullmatch(rb"seconds=(\d(?:\.\d{1,3})?)", request.query)
    if not match:
        return error(HTTPStatus.BAD_REQUEST)
    # Not time.sleep: how to wait is for the server to decide.
    return Answer(b"Waited.\n", after=float(match[1]))


def compute(request):
    match = re.fullmatch(rb"below=(\d{1,6})", request.query)
    if not match:
        return error(HTTPStatus.BAD_REQUEST)
    return Answer(b"%d\n" % count_primes(int(match[1])))


def count_primes(below):
    """Count prime numbers, by no clever means: it is to take time."""
    return sum(
        all(number % divisor for divisor in range(2, int(number**0.5) + 1))
        for number in range(2, below)
    )


def who(request):
    return Answer(b"%d\n" % os.getpid())


def edition(request):
    return Answer(EDITION)


def echo(request):
    return Answer(request.content, fields={"Content-Type": "application/octet-stream"})


def found(request):
    """Give a file below ROOT: lab 03 tells of each line."""
    names = [unquote_to_bytes(name) for name in request.path[1:].split(b"/")]
    names = [b"index.html"] if names == [b""] else names
    if any(not n or n.startswith(b".") or b"/" in n or b"\0" in n for n in names):
        return error(HTTPStatus.NOT_FOUND)
    try:
        file = Path(os.path.realpath(os.fsdecode(b"/".join([bytes(ROOT), *names]))))
        if not file.is_relative_to(ROOT) or not file.is_file():
            return error(HTTPStatus.NOT_FOUND)
        content = file.read_bytes()
    except OSError:  # a name too long, a file that may not be read
        return error(HTTPStatus.NOT_FOUND)
    kind = TYPES.get(file.suffix, "application/octet-stream")
    return Answer(content, fields={"Content-Type": kind})


def error(status, **fields):
    """Say what is wrong. The request was read to its end: the connection can stay."""
    return Answer(f"{status} {status.phrase}\n".encode(), status, fields)


PAGES = {
    b"/wait": (wait, b"GET", b"HEAD"),
    b"/compute": (compute, b"GET", b"HEAD"),
    b"/who": (who, b"GET", b"HEAD"),
    b"/edition": (edition, b"GET", b"HEAD"),
    b"/echo": (echo, b"POST"),
}
