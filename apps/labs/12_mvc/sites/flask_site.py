"""The two pages of the grid, on Flask: a function is a page, a decorator its address."""

from flask import Flask, request

application = Flask(__name__)


@application.get("/hello/<name>")
def hello(name):
    return f"Hello, {name}!", {"Content-Type": "text/plain; charset=utf-8"}


@application.post("/hello")
def form():
    return hello(request.form["name"])
