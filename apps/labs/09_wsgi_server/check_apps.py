"""Applications that the check lays beside the learner's server, as apps_of_the_check.py.

The first part of the path names one. What happens out of a browser's sight they note in
files beside them.
"""

import json
import sys
import time
from pathlib import Path
from wsgiref.validate import validator

HERE = Path(__file__).parent
PLAIN = ("Content-Type", "text/plain; charset=utf-8")


def application(environ, start_response):
    name = environ["PATH_INFO"].split("/")[1]
    return globals()[f"app_{name}"](environ, start_response)


validated = validator(application)


def note(environ, word):
    """Leave a file whose name begins with the query."""
    with (HERE / f"{environ['QUERY_STRING']}-{word}").open("ab") as file:
        file.write(b".")


def app_two(environ, start_response):
    start_response("200 OK", [PLAIN, ("X-Latin", "caf\xe9")])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"one\xff, ", b"two"]


def app_environ(environ, start_response):
    start_response("200 OK", [PLAIN])
    told = {
        key: [type(value).__name__, value]
        for key, value in environ.items()
        if not key.startswith("wsgi.") or key in {"wsgi.version", "wsgi.url_scheme"}
    }
    told["wsgi.keys"] = ["list", sorted(key for key in environ if key[:5] == "wsgi.")]
    return [json.dumps(told, default=repr).encode()]


def app_echo(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [PLAIN])
    return [body]


def app_read(environ, start_response):
    """Read without a number, as on a file."""
    stream = environ["wsgi.input"]
    body = [stream.readline(), stream.readline(3), stream.read(4), stream.read()]
    start_response("200 OK", [PLAIN])
    return [b"|".join([*body, stream.read(), stream.readline(), *stream])]


def app_generator(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield from (b"one, ", b"", b"two, ", b"three")


def app_sized(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "9")])
    return iter([b"five ", b"four"])


def app_waits(environ, start_response):
    """Give a first piece, and the second when the check has seen the first."""
    start_response("200 OK", [PLAIN])
    yield b"first\n"
    go, deadline = HERE / environ["QUERY_STRING"], time.monotonic() + 60
    while not go.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    yield b"second\n"


def app_large(environ, start_response):
    start_response("200 OK", [PLAIN])
    return [b"0123456789abcdef" * 65536] * 3


class Content:
    def __init__(self, environ, fails):
        self.environ, self.fails = environ, fails

    def __iter__(self):
        yield b"one, "
        if self.fails:
            raise ValueError("half-way")
        while "endless" in self.environ["PATH_INFO"]:
            yield b"x" * 65536
        yield b"two"

    def close(self):
        note(self.environ, "closed")


def app_close(environ, start_response):
    start_response("200 OK", [PLAIN])
    return Content(environ, fails=False)


def app_half(environ, start_response):
    start_response("200 OK", [PLAIN])
    return Content(environ, fails=True)


def app_write(environ, start_response):
    write = start_response("200 OK", [PLAIN])
    write(b"written, ")
    write(b"again, ")
    return [b"returned"]


def app_raises(environ, start_response):
    raise ValueError("before anything")


def app_late(environ, start_response):
    """An empty piece says "nothing yet", so that no head need have gone out."""
    start_response("200 OK", [PLAIN])
    yield b""
    raise ValueError("before any content")


def app_replaced(environ, start_response):
    start_response("200 OK", [PLAIN, ("X-First", "yes")])
    try:
        raise ValueError("the page failed")
    except ValueError:
        start_response("503 Not Now", [PLAIN], sys.exc_info())
    return [b"replaced"]


def app_toolate(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b"x" * 100
    try:
        raise KeyError("too late")
    except KeyError:
        try:
            start_response("500 Too Late", [PLAIN], sys.exc_info())
        except KeyError:
            note(environ, "raised")
            raise
    yield b"and more"


def app_twice(environ, start_response):
    start_response("200 OK", [PLAIN])
    start_response("200 OK", [PLAIN])
    return [b"twice"]


def app_none(environ, start_response):
    return [b"no head"]


def app_text(environ, start_response):
    start_response("200 OK", [PLAIN])
    return "text"


def app_lines(environ, start_response):
    start_response("200 OK", [PLAIN, ("X-Name", "a\r\nSet-Cookie: stolen=1")])
    return [b"lines"]


def app_long(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "5")])
    return [b"1234", b"5678", b"9"]


def app_short(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "10")])
    return [b"12345"]


def app_status(environ, start_response):
    """Answer with the status that is asked for, and content that may be too much."""
    status = environ["PATH_INFO"].split("/")[2]
    start_response(f"{status} Asked For", [] if status[0] == "3" else [PLAIN])
    return [b"content"]
