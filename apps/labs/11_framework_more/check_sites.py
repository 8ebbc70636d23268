"""The sites that the check of lab 11 writes on the learner's framework."""

AS_BEFORE = """
from framework import App

app = App()

@app.route("/hello/{name}")
def hello(request, name):
    return f"Hello, {name}!"

class Lamp:
    def get(self, request):
        return "off"

app.add_route("/lamp", Lamp)

@app.route("/forgot")
def forgetful(request):
    pass
"""

OBJECTS = """
from framework import App, Response

app = App()

@app.route("/seen")
def seen(request):
    tags = "+".join(request.GET.getall("tag"))
    return f"{tags} {request.headers['x-word']} {request.cookies['name']}"

@app.route("/sent", methods=["POST"])
def sent(request):
    return f"{request.POST['name']} likes {request.POST['what']}"

@app.route("/bytes", methods=["PUT"])
def measured(request):
    return str(len(request.body))

@app.route("/given")
def given(request):
    response = Response("given")
    response.status_int = 201
    response.headers["X-Word"] = "word"
    response.set_cookie("name", "ada", httponly=True)
    response.set_cookie("theme", "dark")
    return response
"""

TEMPLATES = """
from framework import App

app = App(templates="checked_templates")

@app.route("/books/{owner}")
def books(request, owner):
    titles = ["Tao & Co", "Grüße"]
    return app.render("books.html", owner=owner, titles=titles)

@app.route("/late")
def late(request):
    return app.render("late.html", number=0)

@app.route("/none")
def none(request):
    return app.render("no_such_template.html")
"""

TEMPLATE_FILES = {
    "checked_templates/frame.html": """\
<!doctype html>
<title>{% block title %}{% endblock %}</title>
{% block content %}{% endblock %}
""",
    "checked_templates/books.html": """\
{% extends "frame.html" %}
{% block title %}Books of {{ owner }}{% endblock %}
{% block content %}
<ul class="{{ owner }}">
{% for title in titles %}<li>{{ title }}</li>
{% endfor %}</ul>
{% endblock %}
""",
    "checked_templates/late.html": """\
<p>The first line is fine.</p>
<p>{{ 1 // number }}</p>
""",
}

STATIC = """
from framework import App

app = App(static="checked_static")

@app.route("/page")
def page(request):
    return "page"
"""

STATIC_FILES = {
    "checked_static/style.css": "body { color: teal }\n",
    "checked_static/img/dot.png": bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360f8cf500f000301018018dd8db00000000049454e44ae426082"
    ),
    "checked_static_private/keys.txt": b"The secret is 4711.",
}

LAYERS = """
from framework import App, Response

app = App()
made = []

def layer(name):
    def around(get_response):
        made.append(name)

        def answer(request):
            order = request.environ.setdefault("order", [])
            order.append(f"into {name}")
            response = get_response(request)
            order.append(f"out of {name}")
            response.headers["X-Order"] = ", ".join(order)
            return response

        return answer

    return around

@app.route("/page")
def page(request):
    request.environ["order"].append("handler")
    return "page"

@app.route("/boom")
def boom(request):
    raise ValueError("boom")

@app.route("/made")
def count(request):
    return " ".join(made)

app.add_middleware(layer("inner"))
app.add_middleware(layer("outer"))
"""

GUARD = """
from framework import App, Response

app = App()

@app.route("/office")
def office(request):
    return "the office"

@app.add_middleware
def guard(get_response):
    def answer(request):
        if "x-key" in request.headers:
            return get_response(request)
        return Response("Who are you?", status=403)
    return answer

@app.add_middleware
def broken(get_response):
    def answer(request):
        if "x-break" in request.headers:
            raise RuntimeError("broken layer")
        return get_response(request)
    return answer

@app.add_middleware
def counting(get_response):
    def answer(request):
        response = get_response(request)
        response.headers["X-Length"] = str(len(response.body))
        return response
    return answer
"""

ERRORS = """
from framework import App, HTTPError

app = App(templates="checked_errors")

@app.route("/boom/{secret}")
def boom(request, secret):
    raise ValueError(f"The password is {secret}")

@app.route("/books/{title}")
def book(request, title):
    raise HTTPError(404, f"There is no book {title}")

@app.error(500)
def sorry(request, error):
    return app.render("sorry.html", path=request.path_info)

@app.error(404)
def lost(request, error):
    return app.render("lost.html", error=error)
"""

ERROR_FILES = {
    "checked_errors/sorry.html": "<h1>Sorry</h1>\n",
    "checked_errors/lost.html": "<h1>Lost</h1><p>{{ error }}</p>\n",
}

TWO_AT_ONCE = """
import threading
from framework import App

app = App()
meeting = threading.Barrier(2, timeout=5)

@app.add_middleware
def naming(get_response):
    def answer(request):
        response = get_response(request)
        response.headers["X-Method"] = request.method
        return response
    return answer

@app.route("/meet/{name}", methods=["GET", "POST"])
def meet(request, name):
    # Goes on when two requests have come to this line.
    meeting.wait()
    return f"{name} {request.method} {request.path_info}"
"""
