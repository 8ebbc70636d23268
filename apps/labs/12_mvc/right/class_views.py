"""Flask with a class for the page, url_for, and the content in pieces."""

import guestbook
from flask import Flask, redirect, request, stream_template, url_for
from flask.views import MethodView

FILE = "by_flask.py"

app = application = Flask(__name__)


class Book(MethodView):
    def get(self, status=200, **typed):
        pieces = stream_template(
            "page.html", way="Flask", entries=guestbook.entries(), **typed
        )
        return app.response_class(pieces, status=status)

    def post(self):
        typed = {"name": request.form["name"], "words": request.form["words"]}
        try:
            guestbook.add(**typed)
        except guestbook.Refused as error:
            return self.get(400, error=error, **typed)
        return redirect(url_for("book"))


app.add_url_rule("/", view_func=Book.as_view("book"))
