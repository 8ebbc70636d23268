"""The same framework with Django's parts: its URLconf, its requests, its error handlers.

What the reference does in some hundred lines is here a wrapping of Django's own. Read
the two side by side: add_route is path(), find is the URL resolver, methods_of is
View.as_view() and require_http_methods(), error_page is handler404 and handler500.
"""

import re
import sys
from types import ModuleType

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path
from django.views import View
from django.views.decorators.http import require_http_methods

FILE = "framework.py"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"]},
}
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, LOGGING=LOGGING)
django.setup()


class Response(HttpResponse):
    def __init__(self, body="", status=200, headers=None):
        super().__init__(body, "text/plain; charset=utf-8", status)
        for name, value in (headers or {}).items():
            self[name] = value


class HTTPError(Exception):
    def __init__(self, status, message=""):
        super().__init__(message)
        self.status = status


class App(WSGIHandler):
    def __init__(self):
        super().__init__()
        self.shapes = set()
        self.error_handlers = {}
        # A module with urlpatterns, handler404 and so on: what Django calls a URLconf.
        self.urlconf = ModuleType("urls")
        self.urlconf.urlpatterns = []
        for status in 400, 404, 500:
            setattr(self.urlconf, f"handler{status}", self.error_view(status))

    def route(self, route, methods=("GET",)):
        def add(handler):
            self.add_route(route, handler, methods)
            return handler

        return add

    def add_route(self, route, handler, methods=("GET",)):
        # Django itself takes the first of two routes that are alike, and says nothing.
        shape = re.sub(r"{\w+}", "{}", route)
        if shape in self.shapes:
            raise ValueError(f"{route} is taken")
        self.shapes.add(shape)
        route = re.sub(r"{(\w+)}", r"<str:\1>", route.removeprefix("/"))
        self.urlconf.urlpatterns.append(path(route, self.view(handler, methods)))

    def view(self, handler, methods):
        """Make a Django view of a handler."""
        if isinstance(handler, type):
            names = {*View.http_method_names} & {*vars(handler)}
            own = {name: answering(getattr(handler, name)) for name in names}
            inner = type("Twin", (handler, View), own).as_view()
        else:
            inner = require_http_methods([*methods, "HEAD"])(answering(handler))

        def view(request, **fields):
            request.query = request.GET.dict()
            try:
                response = inner(request, **fields)
            except HTTPError as error:
                return self.error_page(request, error, error.status)
            if response.status_code != 405:
                return response
            is_question = request.method == "OPTIONS"
            page = Response() if is_question else self.error_page(request, None, 405)
            page["Allow"] = response["Allow"]
            return page

        return view

    def error(self, status):
        def add(handler):
            self.error_handlers[status] = handler
            return handler

        return add

    def error_view(self, status):
        def view(request, exception=None):
            return self.error_page(request, exception or sys.exc_info()[1], status)

        return view

    def error_page(self, request, error, status):
        if status not in self.error_handlers:
            return Response(f"{status}\n", status)
        response = answering(self.error_handlers[status])(request, error)
        response.status_code = status
        return response

    def get_response(self, request):
        # Django takes this request's URLconf where it would have taken ROOT_URLCONF.
        request.urlconf = self.urlconf
        response = super().get_response(request)
        response["Content-Length"] = len(response.content)
        if request.method == "HEAD":
            response.content = b""
        return response


def answering(handler):
    """Let a handler return a str too."""

    def view(*arguments, **fields):
        result = handler(*arguments, **fields)
        if isinstance(result, str):
            return Response(result)
        if isinstance(result, HttpResponse):
            return result
        raise TypeError(f"{handler.__name__} returned a {type(result).__name__}")

    return view
