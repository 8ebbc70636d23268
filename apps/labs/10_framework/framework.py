"""A web framework: a program says which function answers which address.

    app = App()

    @app.route("/hello/{name}")
    def hello(request, name):
        return f"Hello, {name}!"

To a WSGI server an App is one function (PEP 3333). Inside, a request takes four steps:

    environ -> Request -> the route that fits -> its handler -> Response -> the server

routing.py beside this file is the middle one. Lab 11 adds templates, files and layers.
"""

import traceback
from http import HTTPStatus
from urllib.parse import parse_qsl

from routing import Routes, methods_of


class Request:
    """What a client asks, in words that a handler understands."""

    def __init__(self, environ):
        self.environ = environ
        self.method = environ["REQUEST_METHOD"]
        # Empty when the client asks for the root of a mounted application (PEP 3333).
        self.path = text(environ, "PATH_INFO") or "/"
        # The query is no part of the path. A field given twice counts as last given.
        fields = parse_qsl(text(environ, "QUERY_STRING"), keep_blank_values=True)
        self.query = dict(fields)


def text(environ, key):
    """Read a text that the client sent.

    A server undoes %C3%AB and gets two bytes; PEP 3333 has it hand over every byte as
    the character of that number, Latin-1, "Ã«". Back to the bytes, then, and read them
    as what they are today: UTF-8, "ë". What is no UTF-8 either becomes "�" and fits no
    written route. (%2F became a slash on its way here: no framework can tell it apart.)
    """
    return environ.get(key, "").encode("latin-1").decode("utf-8", "replace")


class Response:
    """What a client gets: a text, or bytes, with a status and fields for the head."""

    def __init__(self, body="", status=200, headers=None):
        self.body = body.encode() if isinstance(body, str) else body
        self.status = HTTPStatus(status)
        # Plain text, unless the handler says otherwise: nothing in it is markup, so
        # that /hello/<script>... harms nobody. HTML comes with templates, which escape.
        self.headers = {"Content-Type": "text/plain; charset=utf-8"}
        # A field's name has no case (RFC 9110, 5.1): "content-type" replaces ours.
        self.headers |= {name.title(): word for name, word in (headers or {}).items()}

    def send(self, start_response, is_head):
        headers = dict(self.headers)
        if self.status in {204, 304}:
            del headers["Content-Type"]  # They have no content (RFC 9110, 15.3.5).
        else:
            headers["Content-Length"] = str(len(self.body))  # of bytes (8.6)
        start_response(f"{self.status:d} {self.status.phrase}", list(headers.items()))
        # HEAD gets the head that GET gets, with its length, and nothing more (9.3.2).
        return [] if is_head or self.status in {204, 304} else [self.body]


class HTTPError(Exception):
    """An answer that is no page: handlers raise it, raise HTTPError(404, "No book")."""

    def __init__(self, status, message="", headers=None):
        super().__init__(message)
        self.status, self.headers = status, headers


class App:
    """A site: routes, and pages for when something is wrong. A server calls it."""

    def __init__(self):
        self.routes = Routes()
        self.error_handlers = {}

    # What a program says before it is served

    def route(self, path, methods=("GET",)):
        """Add what stands below: @app.route("/hello/{name}")."""

        def add(handler):
            self.add_route(path, handler, methods)
            # The name goes on meaning what was written: decorators can be stacked,
            # and a test can call the function.
            return handler

        return add

    def add_route(self, path, handler, methods=("GET",)):
        """Let a function, or a class with methods get, post..., answer a path."""
        self.routes.add(path, methods_of(handler, methods))

    def error(self, status):
        """Let what stands below answer an error: @app.error(404)."""

        def add(handler):
            self.error_handlers[status] = handler
            return handler

        return add

    # What happens for each request

    def __call__(self, environ, start_response):
        request = Request(environ)
        return self.answer(request).send(start_response, request.method == "HEAD")

    def answer(self, request):
        """Give a Response, whatever the handler does."""
        try:
            return self.dispatch(request)
        except HTTPError as error:
            return self.error_page(request, error, error.status, error.headers)
        except Exception as error:
            # The log gets all of it. The client gets none: a traceback tells a
            # stranger where the secrets are.
            log(request, error)
            return self.error_page(request, error, 500)

    def dispatch(self, request):
        """Find the handler, and call it."""
        methods, fields = self.routes.find(request.path)
        if methods is None:
            raise HTTPError(404, f"There is nothing at {request.path}")
        allow = {"Allow": ", ".join(sorted({*methods, "OPTIONS"}))}
        if request.method in methods:
            handler = methods[request.method]
            return response_of(handler(request, **fields), handler)
        if request.method == "OPTIONS":
            return Response(status=204, headers=allow)  # RFC 9110, 9.3.7
        # 405 must say what would be allowed (15.5.6).
        raise HTTPError(405, f"{request.method} is not for {request.path}", allow)

    def error_page(self, request, error, status, headers=None):
        """Ask the site's own handler for this status, or say it in plain words."""
        handler = self.error_handlers.get(status)
        try:
            if handler:
                page = response_of(handler(request, error), handler)
            else:
                page = plain(status, error if isinstance(error, HTTPError) else "")
        except Exception as another:
            log(request, another)
            status, page = 500, plain(500)
        # Whoever wrote the page: what happened is still an error (RFC 9110, 15).
        page.status = HTTPStatus(status)
        page.headers |= headers or {}
        return page


def plain(status, why=""):
    return Response(f"{status} {HTTPStatus(status).phrase}\n{why}".strip() + "\n")


def response_of(result, handler):
    """Make a Response of what a handler returned, or say whose mistake it is."""
    if isinstance(result, Response):
        return result
    if isinstance(result, str):
        return Response(result)
    raise TypeError(
        f"{handler.__qualname__} returned {result!r:.60}, of type "
        f"{type(result).__name__}; a handler returns a str or a Response."
    )


def log(request, error):
    """Write to the server's log (PEP 3333: wsgi.errors)."""
    stream = request.environ["wsgi.errors"]
    # repr: a path may hold a line end, which would make a second entry in the log.
    print(f"{request.method} {request.path!r}", file=stream)
    traceback.print_exception(error, file=stream)
