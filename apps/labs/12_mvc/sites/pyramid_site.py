"""The two pages of the grid, on Pyramid: routes and views are named, then brought together."""

from pyramid.config import Configurator
from pyramid.response import Response


def hello(request):
    return greeting(request.matchdict["name"])


def form(request):
    return greeting(request.POST["name"])


def greeting(name):
    return Response(f"Hello, {name}!", content_type="text/plain", charset="utf-8")


with Configurator() as config:
    config.add_route("hello", "/hello/{name}", request_method="GET")
    config.add_view(hello, route_name="hello")
    config.add_route("form", "/hello", request_method="POST")
    config.add_view(form, route_name="form")
    application = config.make_wsgi_app()
