"""No patterns: a tree of segments, and WebOb's objects. Whoever says it best wins.

A path is cut at its slashes and walked down; of two ways a fixed one is tried before a
field. So routes have no order, and with ten thousand of them the search is as short.
"""

import logging
import re

from webob import Request as WebobRequest
from webob import Response as WebobResponse
from webob.exc import HTTPException, HTTPMethodNotAllowed, HTTPNotFound, status_map

FILE = "framework.py"


class Request(WebobRequest):
    @property
    def path(self):
        return self.path_info or "/"

    @property
    def query(self):
        return self.GET


class Response(WebobResponse):
    def __init__(self, text="", status=200, headers=()):
        super().__init__(text, status, content_type="text/plain", charset="utf-8")
        for name, value in dict(headers).items():
            self.headers[name] = value


def HTTPError(status, message=""):
    return status_map[status](message)


class Node:
    def __init__(self):
        self.below, self.methods = {}, None

    def put(self, segments, methods):
        if segments:
            shape = re.sub(r"{\w+}", "{}", segments[0])
            _, node = self.below.setdefault(shape, (segments[0], Node()))
            node.put(segments[1:], methods)
        elif self.methods:
            raise ValueError
        else:
            self.methods = methods

    def get(self, segments, fields):
        if not segments:
            return self.methods and (self.methods, fields)
        for shape in sorted(self.below, key=lambda shape: "{}" in shape):
            written, node = self.below[shape]
            names = re.findall(r"{(\w+)}", written)
            values = re.fullmatch(
                "(.+)".join(map(re.escape, shape.split("{}"))), segments[0], re.S
            )
            if values:
                here = dict(zip(names, values.groups(), strict=True))
                if found := node.get(segments[1:], fields | here):
                    return found
        return None


class App:
    def __init__(self):
        self.root, self.pages = Node(), {}

    def add_route(self, path, handler, methods=("GET",)):
        if isinstance(handler, type):
            methods = [
                m
                for m in ("GET", "POST", "PUT", "DELETE")
                if m.lower() in vars(handler)
            ]
        try:
            self.root.put(path.split("/"), (handler, [*methods, "HEAD", "OPTIONS"]))
        except ValueError:
            raise ValueError(f"twice: {path}") from None

    def route(self, path, **options):
        return lambda handler: self.add_route(path, handler, **options) or handler

    def error(self, status):
        return lambda handler: self.pages.__setitem__(status, handler) or handler

    def __call__(self, environ, start_response):
        request = Request(environ)
        try:
            response = self.found(request)
        except UnicodeDecodeError:
            response = Response("Not UTF-8", 400)
        except HTTPException as error:
            response = self.page(request, error, error.status_int)
            if error.allow:
                response.allow = error.allow
        except Exception as error:
            logging.exception("in a handler")
            response = self.page(request, error, 500)
        return response(environ, start_response)

    def found(self, request):
        found = self.root.get(request.path.split("/"), {})
        if not found:
            raise HTTPNotFound()
        (handler, allow), fields = found
        if request.method not in allow:
            raise HTTPMethodNotAllowed(allow=allow)
        if request.method == "OPTIONS":
            response = Response()
            response.allow = allow
            return response
        if isinstance(handler, type):
            name = request.method.lower().replace("head", "get")
            return made(getattr(handler(), name), request, **fields)
        return made(handler, request, **fields)

    def page(self, request, error, status):
        if status not in self.pages:
            return Response(str(status), status)
        try:
            response = made(self.pages[status], request, error)
        except Exception:
            logging.exception("in an error handler")
            return Response("500", 500)
        response.status_int = status
        return response


def made(handler, *arguments, **fields):
    result = handler(*arguments, **fields)
    if isinstance(result, WebobResponse):
        return result
    if isinstance(result, str):
        return Response(result)
    raise TypeError(f"{handler} gave {result}, {type(result)}")
