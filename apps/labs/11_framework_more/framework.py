"""A web framework, with all that a site needs: lab 10's, and the rest of it.

    app = App(templates="templates", static="static")

    @app.route("/hello/{name}")
    def hello(request, name):
        return app.render("hello.html", name=name)

A request goes inwards through these layers, and its response outwards again:

    the server               gunicorn, for one; speaks HTTP
      WhiteNoise             a layer of WSGI: files below /static/ go no further
        your own layers      functions from request to response, as many as you like
          dispatch           finds the handler by the path (routing.py, as in lab 10)
            the handler      gives a str, or a Response, of a template for example

Three libraries do what is long to get right. WebOb makes objects of environ and of what
start_response wants; lab 10 did so in fifty lines, without forms, cookies and fields that
come twice. Jinja2 fills templates, WhiteNoise serves files. They know nothing of each
other, nor of this framework: WSGI is what they have in common.
"""

import functools
import traceback
from http import HTTPStatus

import jinja2
import webob
from routing import Routes, methods_of
from whitenoise import WhiteNoise


class Request(webob.Request):
    @property
    def POST(self):
        try:
            return super().POST
        except ValueError:  # multipart without its boundary, for one
            raise HTTPError(400, "The form cannot be read") from None


class Response(webob.Response):
    # Of a text that nobody has escaped a browser should not make a page. What
    # render gives is HTML, and says so.
    default_content_type = "text/plain"


class HTTPError(Exception):
    """An answer that is no page: handlers raise it, raise HTTPError(404, "No book")."""

    def __init__(self, status, message="", headers=None):
        super().__init__(message)
        self.status, self.headers = status, headers or {}


class App:
    """A site: its routes, layers, templates and error pages. A WSGI server calls it."""

    def __init__(self, templates=None, static=None):
        self.routes = Routes()
        self.error_handlers = {}
        # Autoescape: what is put into {{ }} becomes text again, <b> is sent as &lt;b&gt;.
        # Jinja2 was made for texts of all kinds and does not, unless it is told to.
        # StrictUndefined: a name that is missing is an error and not an empty place.
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(templates or []),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        self.get_response = self.caught(self.dispatch)
        # A layer of WSGI is an application too, which calls another (PEP 3333,
        # "Middleware"). Any of lab 08's would fit around here: app.wsgi = Some(app.wsgi)
        self.wsgi = self.respond
        if static:
            # It lists the folder once, now. To serve is to look into that list, where
            # ../framework.py cannot be found, however it is written.
            self.wsgi = WhiteNoise(self.wsgi, root=static, prefix="static/")

    # What a program says before it is served

    def route(self, path, methods=("GET",)):
        """Add what stands below: @app.route("/hello/{name}")."""

        def add(handler):
            self.add_route(path, handler, methods)
            return handler

        return add

    def add_route(self, path, handler, methods=("GET",)):
        """Let a function, or a class with methods get, post..., answer a path."""
        self.routes.add(path, methods_of(handler, methods))

    def add_middleware(self, layer):
        """Put a layer around all that there is: the last one added is the outermost.

        layer(get_response) is called once, now, and gives a function from request to
        response. What that does before it calls get_response happens on the way in,
        the rest on the way out; it need not call it at all.
        """
        self.get_response = self.caught(layer(self.get_response))
        return layer

    def error(self, status):
        """Let what stands below answer an error: @app.error(404)."""

        def add(handler):
            self.error_handlers[status] = handler
            return handler

        return add

    # What handlers use

    def render(self, template, /, **values):
        """Fill a template, and give it as a page."""
        # The whole page is there before the first byte is sent: a mistake in its last
        # line is still a 500, and not half a page with 200.
        page = self.templates.get_template(template).render(values)
        return Response(page, content_type="text/html")

    # What happens for each request. Nothing of it may be kept in self: a server with
    # threads answers several at once.

    def __call__(self, environ, start_response):
        return self.wsgi(environ, start_response)

    def respond(self, environ, start_response):
        response = self.get_response(Request(environ))
        # WebOb's Response is a WSGI application. It counts the bytes of its content,
        # leaves that out for HEAD, and calls start_response.
        return response(environ, start_response)

    def dispatch(self, request):
        """Find the handler, and call it."""
        try:
            path, _ = request.path_info or "/", request.GET
        except UnicodeDecodeError:
            raise HTTPError(400, "The address is not written in UTF-8") from None
        methods, fields = self.routes.find(path)
        if methods is None:
            raise HTTPError(404, f"There is nothing at {path}")
        allow = {"Allow": ", ".join(sorted({*methods, "OPTIONS"}))}
        if request.method in methods:
            handler = methods[request.method]
            return response_of(handler(request, **fields), handler)
        if request.method == "OPTIONS":
            return Response(status=204, headerlist=[*allow.items()])
        raise HTTPError(405, f"{request.method} is not for {path}", allow)

    def caught(self, get_response):
        """Make a layer that turns whatever is raised inside into a response.

        It stands between any two layers, so that those outside always get one: a layer
        that adds a field adds it to the error pages too.
        """

        @functools.wraps(get_response)
        def caught(request):
            try:
                return response_of(get_response(request), get_response)
            except HTTPError as error:
                return self.error_page(request, error, error.status, error.headers)
            except Exception as error:
                # For the log: a traceback tells a stranger where the secrets are.
                log(request, error)
                return self.error_page(request, error, 500)

        return caught

    def error_page(self, request, error, status, headers=()):
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
        page.status_int = status
        page.headers.update(headers)
        return page


def plain(status, why=""):
    return Response(f"{status} {HTTPStatus(status).phrase}\n{why}".strip() + "\n")


def response_of(result, handler):
    """Make a Response of what a handler returned, or say whose mistake it is."""
    if isinstance(result, webob.Response):
        return result
    if isinstance(result, str):
        return Response(result)
    name = getattr(handler, "__qualname__", repr(handler))
    raise TypeError(
        f"{name} returned {result!r:.60}, of type "
        f"{type(result).__name__}; a handler returns a str or a Response."
    )


def log(request, error):
    """Write to the server's log (PEP 3333: wsgi.errors)."""
    # repr: a path may hold a line end, which would make a second entry in the log.
    path = request.environ.get("PATH_INFO", "")
    print(f"{request.method} {path!r}", file=request.environ["wsgi.errors"])
    traceback.print_exception(error, file=request.environ["wsgi.errors"])
