"""The two pages of the grid, on Bottle: one file of Python, and nothing else to install."""

from bottle import Bottle, request, response

application = Bottle()


@application.get("/hello/<name>")
def hello(name):
    response.content_type = "text/plain; charset=utf-8"
    return f"Hello, {name}!"


@application.post("/hello")
def form():
    # request.forms["name"] holds bytes of UTF-8 as characters of latin-1, as environ
    # does; getunicode decodes them.
    return hello(request.forms.getunicode("name"))
