"""The guestbook on Flask: routing, request object and templates come with it.

by_wsgi.py is the same program without a framework, and complete. templates/page.html is
Flask's template; it uses way, entries and, for a form that was refused, error, name and
words.
"""

import guestbook  # noqa: F401 for your part
from flask import Flask

application = Flask(__name__)


@application.get("/")
def show():
    # Your part: the page with all entries.
    return "Not written yet", 501


# Your part: what takes the form. Kept, it answers 303 with Location ./; refused, 400
# and the page with the reason and what had been typed.
