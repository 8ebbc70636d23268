"""The guestbook on Django, in one file: model, form, view, and which address is whose.

`startproject` and `startapp` lay these into files of their own (lab 13); Django itself
does not mind.
"""

import secrets
from pathlib import Path

import django
import guestbook
from django.conf import settings

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": guestbook.PATH}
        },
        # What goes wrong is told where the program was started.
        LOGGING={
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"here": {"class": "logging.StreamHandler"}},
            "root": {"handlers": ["here"]},
        },
        MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
        ROOT_URLCONF=__name__,
        # It signs nothing that has to outlive this process.
        SECRET_KEY=secrets.token_hex(),
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [Path(__file__).resolve().parent / "templates"],
            }
        ],
    )
    django.setup()

from django import forms
from django.core.handlers.wsgi import WSGIHandler
from django.db import models
from django.shortcuts import redirect, render
from django.urls import path


class Entry(models.Model):
    name = models.CharField(max_length=guestbook.LONGEST_NAME)
    words = models.TextField(max_length=guestbook.LONGEST_WORDS)

    class Meta:
        app_label = "book"
        db_table = "entry"
        # guestbook.py makes the table; where Django does, a migration would.
        managed = False
        ordering = ["-id"]

    def __str__(self):
        return self.name


class EntryForm(forms.ModelForm):
    class Meta:
        model = Entry
        fields = ["name", "words"]


def book(request):
    """Show the entries, and take one."""
    form = EntryForm(request.POST or None)
    if form.is_valid():
        form.save()
        # To be asked for by GET: reloading that page sends nothing a second time.
        return redirect("book")
    status = 400 if request.method == "POST" else 200
    words = {"way": "Django", "form": form, "entries": Entry.objects.all()}
    return render(request, "page_django.html", words, status=status)


urlpatterns = [path("", book, name="book")]
with guestbook.opened():
    # The table is there from now on.
    application = WSGIHandler()
