"""Send a review to your site, look at its book, and print the steps of the way.

    python steps.py

Nothing is kept: the database is a new one, in memory. Each step is noted where Django
lets others look on: a middleware sees which view was found, a wrapper sees each query,
and for the templates, where it has no such place, their `render` is replaced.

Keep what it prints, and put a letter in the place of each question mark (steps.txt).
"""

import os
import re

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.template.backends.django import Template
from django.test import Client

REVIEW = {"name": "Ada", "stars": "4", "text": "Better than its films."}
seen = []


class Looking:
    """A middleware: Django tells it which view was found, just before it is called."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, positional, named):
        found = request.resolver_match
        seen.append(f"{request.path} fits {found.route}, named {found.view_name}")
        words = ", ".join(["request", *(f"{key}={named[key]!r}" for key in named)])
        name = getattr(view, "view_class", view).__name__
        seen.append(f"{name}({words}) is called")


def asked(execute, statement, values, many, context):
    """Note a query, without its columns and values."""
    words = re.sub(r'"', "", statement)
    words = re.sub(r"^SELECT .* FROM ", "SELECT … FROM ", words)
    seen.append(re.sub(r"\(.*\)", "(…)", words)[:100])
    return execute(statement, values, many, context)


def render(template, *words, _render=Template.render, **named):
    name = template.origin.template_name
    # Django fills a template of its own for each field of a form: no step of yours.
    if not str(name).startswith("django/"):
        seen.append(f"{name} is filled")
    return _render(template, *words, **named)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "library.settings")
    settings.DATABASES["default"]["NAME"] = ":memory:"
    settings.MIDDLEWARE.append("steps.Looking")
    settings.DEBUG = False
    django.setup()
    call_command("migrate", verbosity=0)
    from books.models import Book  # Models can be imported once Django is set up.

    book = Book.objects.create(title="Frankenstein", author="Mary Shelley")
    Template.render = render
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    with connection.execute_wrapper(asked):
        answer = client.post(f"/books/{book.pk}/reviews/new/", REVIEW)
        client.get(f"/books/{book.pk}/")
    for number, words in enumerate(seen, 1):
        print(f"{number} ?: {words}")
    if answer.status_code not in {302, 303}:
        print(f"The review was not taken yet: its status was {answer.status_code}.")


if __name__ == "__main__":
    # As a module of its own name, which is what the middleware's path says.
    import steps

    steps.main()
