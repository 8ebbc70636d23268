"""The guestbook on Flask: routing, request object and templates come with it."""

import guestbook
from flask import Flask, render_template, request

application = Flask(__name__)


@application.get("/")
def show(status=200, **fields):
    # Flask's templates escape by themselves, if their names end in .html.
    page = render_template(
        "page.html", way="Flask", entries=guestbook.entries(), **fields
    )
    return page, status


@application.post("/")
def sign():
    fields = {name: request.form.get(name, "") for name in ("name", "words")}
    try:
        guestbook.add(**fields)
    except guestbook.Refused as refused:
        return show(400, error=str(refused), **fields)
    # To be asked for by GET: reloading that page sends nothing a second time.
    return "", 303, {"Location": "./"}
