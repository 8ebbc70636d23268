"""A site with a form to write to its desk. One file of Django; one letter, two ways out.

    python contact.py [port]

    /           the form
    /direct/    the letter goes to the mail server while the browser waits
    /queued/    the letter is kept, and the browser has its answer; worker.py delivers it

The mail server is at 127.0.0.1 and the port in MAIL_PORT (8025: post_office.py). The queue
is in the database that LETTERS names (letters.sqlite3 in the folder where you are).
"""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django import forms
from django.conf import settings

settings.configure(
    SECRET_KEY="one process long",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    # Without CSRF protection, sessions and all: labs 13 and 15 have them.
    MIDDLEWARE=[],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("LETTERS", "letters.sqlite3"),
            # Who writes waits for whoever is writing, from the beginning of the
            # transaction and not in its middle, where SQLite can only give up.
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
        }
    },
    # What goes wrong is told where the program was started.
    LOGGING={
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"here": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["here"]},
    },
    USE_TZ=True,
    # Your part: where the mail server is (EMAIL_HOST, EMAIL_PORT), and how long to wait
    # for it: MAIL_TIMEOUT in the environment is the number of seconds (10).
)
django.setup()

from django.db import connection, models  # noqa: E402, Django is set up first
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.http import require_POST, require_safe  # noqa: E402

DESK, SITE = "desk@example.org", "site@example.org"


# What is written


class ContactForm(forms.Form):
    address = forms.EmailField()
    # A CharField is one line for browsers, and any number for whoever is none.
    subject = forms.CharField(max_length=200)
    text = forms.CharField(widget=forms.Textarea)

    # Your part: a subject is one line.


def letter_of(message, message_id):
    """Write the letter: from SITE to DESK, with the visitor's address in Reply-To.

    Your part. EmailMessage(subject, body, from_email=…, to=[…], reply_to=[…], headers={…})
    does it, with a Message-ID among the headers.
    """


# What waits


class Letter(models.Model):
    """A letter that is to be delivered: the queue is this table."""

    address = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    # Your part: what a worker must know of a letter. Is it sent? When is it to be tried
    # again, who is busy with it, what is its Message-ID?

    class Meta:
        app_label = "contact"

    def __str__(self):
        return self.subject


def make_table():
    """Make the table unless it is there. (A site has migrations for this: lab 13.)"""
    if Letter._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Letter)


# The pages


@require_safe
def form(request):
    return HttpResponse(f"""<!doctype html>
<html lang="en"><title>Write to us</title>
<form method="post">{ContactForm().as_p()}
<button formaction="/direct/">Send directly</button>
<button formaction="/queued/">Send through the queue</button></form></html>
""")


@require_POST
def direct(request):
    """Send within the request: simple, and the mail server's troubles are the reader's."""
    # Your part: 200 when it is sent, 400 for what cannot be, 503 when no mail server
    # takes it now.
    return plain("Not yet: the letter should be sent here.", 501)


@require_POST
def queued(request):
    """Keep the letter: a row that is written is as safe as the rest of the database."""
    # Your part: 202 when the letter is kept.
    return plain("Not yet: the letter should be kept here.", 501)


def plain(words, status):
    content = f"{words}\n"
    return HttpResponse(content, "text/plain; charset=utf-8", status)


urlpatterns = [path("", form), path("direct/", direct), path("queued/", queued)]


# The server


class Threads(ThreadingMixIn, WSGIServer):
    """A thread for each request: one that waits for mail does not hold up the others."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def main():
    from django.core.wsgi import get_wsgi_application

    asked = int(sys.argv[1]) if sys.argv[1:] else None
    make_table()
    application = get_wsgi_application()
    options = {"server_class": Threads, "handler_class": Quiet}
    try:
        server = make_server("127.0.0.1", asked or 8026, application, **options)
    except OSError as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had: {error.strerror}")
        server = make_server("127.0.0.1", 0, application, **options)
    print(f"http://127.0.0.1:{server.server_port}/ has a form. Ctrl-C ends it.")
    server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
