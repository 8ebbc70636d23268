"""No WebOb and no WhiteNoise: own objects, own files, and layers put together later.

To be compared with the reference: what WebOb does in five names takes a hundred lines
here, and still has no multipart forms, no conditional answers and no character sets but UTF-8.
"""

import html
import logging
import mimetypes
import os
from http import HTTPStatus, cookies
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, select_autoescape
from routing import Routes, methods_of

FILE = "framework.py"


class Fields(dict):
    """Values by name; a name that came several times has the last, and all by getall."""

    def __init__(self, text):
        self.pairs = parse_qsl(text, keep_blank_values=True)
        super().__init__(self.pairs)

    def getall(self, name):
        return [value for key, value in self.pairs if key == name]


class Headers(dict):
    def __setitem__(self, name, value):
        if "\n" in value or "\r" in value:
            raise ValueError("A field is one line.")
        super().__setitem__(name.lower(), value)

    def __getitem__(self, name):
        return super().__getitem__(name.lower())

    def __contains__(self, name):
        return super().__contains__(name.lower())


class Request:
    def __init__(self, environ):
        self.environ, self.method = environ, environ["REQUEST_METHOD"]
        self.path_info = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        self.GET = Fields(environ["QUERY_STRING"])
        self.headers = Headers()
        for key, value in environ.items():
            if key.startswith("HTTP_"):
                self.headers[key[5:].replace("_", "-")] = value
        jar = cookies.SimpleCookie(environ.get("HTTP_COOKIE", ""))
        self.cookies = {name: morsel.value for name, morsel in jar.items()}
        length = int(environ.get("CONTENT_LENGTH") or 0)
        self.body = environ["wsgi.input"].read(length) if length else b""

    @property
    def POST(self):
        return Fields(self.body.decode())


class Response:
    def __init__(self, body="", status=200, content_type="text/plain", location=None):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status_int, self.headers, self.cookies = status, Headers(), []
        if content_type.startswith("text/"):
            content_type += "; charset=utf-8"
        self.headers["Content-Type"] = content_type
        if location:
            self.headers["Location"] = location

    def set_cookie(self, name, value, httponly=False, samesite=None):
        jar = cookies.SimpleCookie({name: value})
        jar[name]["httponly"], jar[name]["samesite"] = httponly, samesite or ""
        self.cookies.append(jar[name].OutputString())

    def __call__(self, environ, start_response):
        status = HTTPStatus(self.status_int)
        fields = [*self.headers.items(), ("Content-Length", str(len(self.body)))]
        fields += [("Set-Cookie", cookie) for cookie in self.cookies]
        start_response(f"{status:d} {status.phrase}", fields)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


class HTTPError(Exception):
    def __init__(self, status, message="", allow=""):
        super().__init__(message)
        self.status, self.allow = status, allow


class App:
    def __init__(self, templates=".", static=None):
        loader = FileSystemLoader(templates)
        self.jinja = Environment(loader=loader, autoescape=select_autoescape())
        self.static = static and os.path.realpath(static)
        self.routes, self.layers, self.pages = Routes(), [], {}
        self.stack = None

    def route(self, path, methods=("GET",)):
        return lambda handler: self.add_route(path, handler, methods) or handler

    def add_route(self, path, handler, methods=("GET",)):
        self.routes.add(path, methods_of(handler, methods))

    def add_middleware(self, layer):
        self.layers.append(layer)
        return layer

    def error(self, status):
        return lambda handler: self.pages.setdefault(status, handler)

    def render(self, name, /, **values):
        text = self.jinja.get_template(name).render(**values)
        return Response(text, content_type="text/html")

    def __call__(self, environ, start_response):
        if self.stack is None:
            stack = self.safe(self.dispatch)
            for layer in self.layers:
                stack = self.safe(layer(stack))
            self.stack = stack
        return self.stack(Request(environ))(environ, start_response)

    def safe(self, inner):
        def answer(request):
            try:
                return made(inner(request), inner)
            except HTTPError as error:
                response = self.page(request, error, error.status)
                if error.allow:
                    response.headers["Allow"] = error.allow
                return response
            except Exception as error:
                logging.exception("500")
                return self.page(request, error, 500)

        return answer

    def page(self, request, error, status):
        try:
            handler = self.pages.get(
                status, lambda request, error: html.escape(str(status))
            )
            response = made(handler(request, error), handler)
        except Exception:
            logging.exception("in an error handler")
            status, response = 500, Response("500")
        response.status_int = status
        return response

    def dispatch(self, request):
        if self.static and request.path_info.startswith("/static/"):
            return self.file(request)
        methods, fields = self.routes.find(request.path_info)
        if methods is None:
            raise HTTPError(404, "not found")
        if request.method not in methods:
            raise HTTPError(405, "not allowed", ", ".join(methods))
        handler = methods[request.method]
        return made(handler(request, **fields), handler)

    def file(self, request):
        name = request.path_info.removeprefix("/static/")
        try:
            # Where it really is, links and dots resolved; and only then compared.
            path = os.path.realpath(os.path.join(self.static, name))
            if os.path.commonpath([path, self.static]) != self.static:
                raise HTTPError(403, "outside")
            with open(path, "rb") as stream:
                content = stream.read()
        except (OSError, ValueError):
            raise HTTPError(404, "no file") from None
        return Response(content, content_type=mimetypes.guess_type(path)[0] or "x/y")


def made(result, handler):
    if isinstance(result, Response):
        return result
    if isinstance(result, str):
        return Response(result)
    raise TypeError(f"{handler.__name__} returned {result!r}")
