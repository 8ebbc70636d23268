"""A web framework, with all that a site needs: lab 10's, and the rest of it.

    app = App(templates="templates", static="static")      # two folders

    @app.route("/hello/{name}")
    def hello(request, name):
        return app.render("hello.html", name=name)         # a Response, of HTML

    @app.add_middleware                                    # the last one added
    def layer(get_response):                               # is the outermost
        def answer(request):
            response = get_response(request)
            response.headers["X-Word"] = "word"
            return response

        return answer

Templates are Jinja2's; what is put into them is escaped. Files of the folder static are
served below /static/, by WhiteNoise or by yourself, and no file of any other folder.

A layer is called once, with what lies inside of it, and gives a function from request to
response. It gets a response whatever happens inside, error pages too; when it raises an
exception itself, the layers outside of it still get a response.

Request and Response are those of WebOb, or yours with the same names:

    request.method  .path_info  .environ  .headers  .body    headers["x-word"]: without case
    request.GET  .POST  .cookies                             GET["q"], GET.getall("tag")
    Response("Made.", status=201)  Response(status=303, location="/")
    response.status_int  .headers  .body                     headers["X-Word"] = "word"
    response.set_cookie("name", "ada", httponly=True)

What lab 10 promised is still so; below it is done already. Put your own there, if you like.
"""

import traceback
from http import HTTPStatus
from urllib.parse import parse_qsl

from routing import Routes, methods_of


class Request:
    """What a client asks. Your part: WebOb's, or more of this."""

    def __init__(self, environ):
        self.environ = environ
        self.method = environ["REQUEST_METHOD"]
        # Empty when the client asks for the root of a mounted application (PEP 3333).
        self.path_info = text(environ, "PATH_INFO") or "/"
        # The query is no part of the path. A field given twice counts as last given.
        fields = parse_qsl(text(environ, "QUERY_STRING"), keep_blank_values=True)
        self.GET = dict(fields)
        self.POST, self.cookies = {}, {}


def text(environ, key):
    """Read a text that the client sent.

    A server undoes %C3%AB and gets two bytes; PEP 3333 has it hand over every byte as
    the character of that number, Latin-1, "Ã«". Back to the bytes, then, and read them
    as what they are today: UTF-8, "ë". What is no UTF-8 either becomes "�" and fits no
    written route. (%2F became a slash on its way here: no framework can tell it apart.)
    """
    return environ.get(key, "").encode("latin-1").decode("utf-8", "replace")


class Response:
    """What a client gets. Your part: WebOb's (mind the text/plain), or more of this."""

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
    """A site: its routes, layers, templates and error pages. A WSGI server calls it."""

    def __init__(self, templates=None, static=None):
        # Your part: a jinja2.Environment, and WhiteNoise around what is below.
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

    def add_middleware(self, layer):
        """Put a layer around all that there is."""
        return layer  # Your part.

    # What handlers use

    def render(self, template, /, **values):
        """Fill a template, and give it as a page."""
        return Response(f"{template} is to be filled here.\n", 501)  # Your part.

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
        methods, fields = self.routes.find(request.path_info)
        if methods is None:
            raise HTTPError(404, f"There is nothing at {request.path_info}")
        allow = {"Allow": ", ".join(sorted({*methods, "OPTIONS"}))}
        if request.method in methods:
            handler = methods[request.method]
            return response_of(handler(request, **fields), handler)
        if request.method == "OPTIONS":
            return Response(status=204, headers=allow)  # RFC 9110, 9.3.7
        # 405 must say what would be allowed (15.5.6).
        raise HTTPError(405, f"{request.method} is not for {request.path_info}", allow)

    def error_page(self, request, error, status, headers=None):
        """Ask the site's own handler for this status, or say it in plain words."""
        handler = self.error_handlers.get(status)
        if handler:
            try:
                page = response_of(handler(request, error), handler)
                # Whoever wrote the page: what happened is still an error (15).
                page.status = HTTPStatus(status)
                page.headers = (headers or {}) | page.headers
                return page
            except Exception as another:
                log(request, another)
                status = 500
        # "404 Not Found", and the reason if the client may know it.
        why = error if isinstance(error, HTTPError) else ""
        words = f"{status} {HTTPStatus(status).phrase}\n{why}".strip()
        return Response(f"{words}\n", status, headers)


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
    print(f"{request.method} {request.path_info!r}", file=stream)
    traceback.print_exception(error, file=stream)
