"""Call an application or a middleware as a server would, and note what happens.

The check lays this file beside the learner's and runs it:

    python knock.py application '[["the body", {"PATH_INFO": "/"}], …]'
    python knock.py middleware '[["the name of an application below", {…}], …]'

It writes what happened to knock.json, because programs print what they like.
"""

import io
import json
import sys
import traceback
import warnings
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

PAGE = [("Content-Type", "text/html; charset=utf-8")]


class Knock:
    """One call, and what came of it."""

    def __init__(self):
        self.heads = []  # (status, fields, whether exc_info was given)
        self.events = []  # in the order in which they happened
        self.sent = []  # what a server would have sent
        self.within = []  # the heads of the application within a middleware
        self.error = ""

    def start_response(self, status, fields, exc_info=None):
        self.heads.append((status, fields, exc_info is not None))
        self.events.append("the head")
        if exc_info and self.sent:
            raise exc_info[1].with_traceback(exc_info[2])
        return self.send

    def send(self, piece):
        if not isinstance(piece, bytes):
            raise TypeError(f"a piece of the content is {piece!r}, and not bytes")
        if piece and not self.heads:
            raise AssertionError("content came before start_response was called")
        self.events.append("a piece")
        self.sent.append(piece)

    def call(self, application, most=None, **environ):
        """Be the server; with `most`, one whose browser leaves after so many pieces."""
        environ = {"SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": ""} | environ
        # What is None is not there at all.
        environ = {key: value for key, value in environ.items() if value is not None}
        setup_testing_defaults(environ)
        try:
            content = application(environ, self.start_response)
            try:
                pieces = iter(content)
                while most is None or len(self.sent) < most:
                    self.send(next(pieces))
            except StopIteration:
                pass
            finally:
                if hasattr(content, "close"):
                    content.close()
        except Exception as error:
            traceback.print_exc()
            self.error = f"{type(error).__name__}: {error}"
        return self

    def told(self):
        return {
            "error": self.error,
            "heads": self.heads,
            "within": self.within,
            "events": self.events,
            "pieces": [piece.decode("latin-1") for piece in self.sent],
        }


def application(body, environ):
    from application import application

    body = body.encode("latin-1")
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    # More stands behind the body, as on a connection that is kept.
    environ["wsgi.input"] = io.BytesIO(body + b"-and-the-next-request")
    return Knock().call(validator(application), **environ).told()


def middleware(name, environ):
    from middleware import footed

    knock = Knock()
    most = environ.pop("most", None)
    application = noted(INNER[name](knock), knock)
    # At the end of the content the validator calls close() by itself.
    if name in {"with close", "broken"}:
        application = footed(application)
    else:
        application = validator(footed(validator(application)))
    return knock.call(application, most, **environ).told()


def noted(application, knock):
    """Note with which head it begins: what the middleware has before it."""

    def inner(environ, start_response):
        def begin(status, fields, *exc_info):
            knock.within.append((status, list(fields)))
            return start_response(status, fields, *exc_info)

        return application(environ, begin)

    return inner


# Applications to be wrapped, in the styles in which they are written


def answers(status, fields, *pieces):
    def make(knock):
        def inner(environ, start_response):
            start_response(status, list(fields))
            return [] if environ["REQUEST_METHOD"] == "HEAD" else list(pieces)

        return inner

    return make


def generator(knock):
    """Nothing of a generator runs before the first piece is asked for."""

    def inner(environ, start_response):
        knock.events.append("inside: begins")
        start_response("200 OK", list(PAGE))
        for piece in b"one, ", b"two, ", b"three\n":
            knock.events.append("inside: gives a piece")
            yield piece

    return inner


class WithClose:
    """Content that holds something which must be let go."""

    def __init__(self, knock, fails):
        self.knock, self.fails = knock, fails

    def __iter__(self):
        yield b"one, "
        if self.fails:
            raise ValueError("the application failed half-way")
        yield b"two\n"

    def close(self):
        self.knock.events.append("inside: closed")


def with_close(knock, fails=False):
    def inner(environ, start_response):
        start_response("200 OK", list(PAGE))
        return WithClose(knock, fails)

    return inner


def fails_half_way(knock):
    return with_close(knock, fails=True)


def second_head(knock):
    """What frameworks do when a page fails before it is sent."""

    def inner(environ, start_response):
        start_response("200 OK", list(PAGE))
        try:
            raise ValueError("the page failed")
        except ValueError:
            fields = [("Content-Type", "text/plain")]
            start_response("500 Our Mistake", fields, sys.exc_info())
        return [b"sorry\n"]

    return inner


def by_write(knock):
    """An old application, which pushes its content out."""

    def inner(environ, start_response):
        write = start_response("200 OK", list(PAGE))
        write(b"written, ")
        return [b"returned\n"]

    return inner


def length(pieces):
    return ("Content-Length", str(sum(map(len, pieces))))


WORDS = ["<h1>Grüße</h1>".encode(), b"<p>and more</p>\n"]
PLAIN = ("Content-Type", "text/plain")
UPPER = [("CONTENT-TYPE", "TEXT/HTML"), ("content-length", length(WORDS)[1])]
INNER = {
    "page": answers("200 OK", [*PAGE, ("X-Kept", "yes"), length(WORDS)], *WORDS),
    "page in capitals": answers("200 OK", UPPER, *WORDS),
    "page without length": answers("200 OK", PAGE, *WORDS),
    "error page": answers("404 Not Found", [*PAGE, length(WORDS)], *WORDS),
    "text": answers("200 OK", [PLAIN, ("Content-Length", "5")], b"plain"),
    "picture": answers("200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
    "not modified": answers("304 Not Modified", [("ETag", '"1"')]),
    "generator": generator,
    "with close": with_close,
    "broken": fails_half_way,
    "second head": second_head,
    "by write": by_write,
}


if __name__ == "__main__":
    # The validator warns of a missing QUERY_STRING, which is legal.
    warnings.simplefilter("ignore")
    part = {"application": application, "middleware": middleware}[sys.argv[1]]
    told = [part(*task) for task in json.loads(sys.argv[2])]
    with open("knock.json", "w") as file:
        json.dump(told, file)
