"""The floors that pages are compared with, as one WSGI application.

    /bare    no framework at all: WSGI (PEP 3333) and nothing else
    /empty   a Django view that answers with nothing
    /rows    a plain Django page: 20 rows of a table, shown by a template
    /asked   the same with 29 rows, each of which asks the database once more

Django as `startproject` sets it up; none of the site's code takes part, but X-ray
where the variable FLOORS_XRAY says so (tests/bench/xray.py).
"""

import os
from pathlib import Path

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

# Empty: X-ray is not installed.
XRAY = os.environ.get("FLOORS_XRAY", "")

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="for-measuring-only",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        *(["apps.xray"] if XRAY else []),
    ],
    XRAY=XRAY,
    MIDDLEWARE=[
        *(["apps.xray.middleware.xray"] if XRAY else []),
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    *(["apps.xray.context.xray"] if XRAY else []),
                ],
            },
        }
    ],
    DATABASES={
        # Persistent connections, as the site has them.
        "default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)
    },
)
django.setup()


class Migration(models.Model):
    """A table with a date that every Django database has, and more than 20 rows of."""

    app = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    applied = models.DateTimeField()

    class Meta:
        app_label = "floors"
        db_table = "django_migrations"
        managed = False

    def __str__(self):
        return self.name

    def next(self):
        return Migration.objects.filter(pk__gt=self.pk).order_by("pk").first()


def empty(request):
    """Answer with nothing."""
    return HttpResponse()


def rows(request):
    """Show 20 rows."""
    latest = Migration.objects.order_by("-id")[:20]
    return render(request, "floors/rows.html", {"rows": latest})


def asked(request):
    """Show 29 rows, with a query for each besides the one for all of them."""
    latest = Migration.objects.order_by("-id")[:29]
    return render(request, "floors/asked.html", {"rows": latest})


urlpatterns = [
    path("empty", empty, name="empty"),
    path("rows", rows, name="rows"),
    path("asked", asked, name="asked"),
]
if XRAY:
    urlpatterns.append(path("xray/", include("apps.xray.urls")))
django_application = get_wsgi_application()


def application(environ, start_response):
    """Answer /bare here, and leave the rest to Django."""
    if environ["PATH_INFO"] != "/bare":
        return django_application(environ, start_response)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
    return [b"ok\n"]
