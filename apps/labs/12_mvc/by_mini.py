"""The guestbook on the framework of labs 10 and 11; yours does too (framework.py)."""

from pathlib import Path

import guestbook
from framework import App, Response

application = App(templates=Path(__file__).resolve().parent / "templates")


class Book:
    def get(self, request):
        return show()

    def post(self, request):
        fields = {name: request.POST.get(name, "") for name in ("name", "words")}
        try:
            guestbook.add(**fields)
        except guestbook.Refused as refused:
            page = show(error=str(refused), **fields)
            page.status_int = 400
            return page
        # To be asked for by GET: reloading that page sends nothing a second time.
        return Response(status=303, location="./")


def show(error="", name="", words=""):
    return application.render(
        "page.html",
        way="the framework of lab 11",
        entries=guestbook.entries(),
        error=error,
        name=name,
        words=words,
    )


application.add_route("/", Book)
