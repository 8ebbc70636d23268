"""A Flask application, to be served: it knows nothing of the server below it."""

from html import escape

from flask import Flask, request, stream_with_context

app = Flask(__name__)


@app.get("/")
def home():
    return """<!doctype html>
<html lang="en">
<title>Flask</title>
<h1>Flask, on your own server</h1>
<p><a href="/greet/Zoë">A name in the path</a>, <a href="/count">a page in pieces</a></p>
<form method="post" action="/form"><label>Words <input name="words"></label></form>
</html>
"""


@app.get("/greet/<name>")
def greet(name):
    return f"<h1>Hello, {escape(name)}!</h1>\n"


@app.post("/form")
def form():
    return f"<p>You wrote: {escape(request.form.get('words', ''))}</p>\n"


@app.get("/count")
def count():
    """A page without a length: it comes piece by piece."""

    def lines():
        for number in range(1, 11):
            yield f"<p>{number}</p>\n"

    return stream_with_context(lines()), {"Content-Type": "text/html; charset=utf-8"}
