"""The guestbook on the framework of labs 10 and 11; yours does too (framework.py).

Its template is templates/page.html, of which it must be given every name: way, entries,
error, name and words.
"""

from pathlib import Path

from framework import App, HTTPError

application = App(templates=Path(__file__).resolve().parent / "templates")


class Book:
    def get(self, request):
        # Your part: the page with all entries.
        raise HTTPError(501, "Not written yet")

    # Your part: what takes the form.


application.add_route("/", Book)
