"""X-ray switched on, for one test, with a small site of its own to look at."""

import json
from pathlib import Path

import pytest
from django.template import Template
from django.test import Client
from django.test.utils import _TestState

from apps.xray import install
from apps.xray.models import Trace

HERE = Path(__file__).parent
_contrib = "django.contrib"
LAYERS = [
    "apps.xray.middleware.xray",
    "apps.xray.tests.specimens.outer",
    f"{_contrib}.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    f"{_contrib}.auth.middleware.AuthenticationMiddleware",
    f"{_contrib}.messages.middleware.MessageMiddleware",
    "apps.xray.tests.specimens.Inner",
]
PROCESSORS = [
    "django.template.context_processors.request",
    f"{_contrib}.auth.context_processors.auth",
    f"{_contrib}.messages.context_processors.messages",
    "apps.xray.context.xray",
]


@pytest.fixture
def specimens(settings, monkeypatch):
    """Django with the specimens' addresses, layers and templates; X-ray still off."""
    settings.ROOT_URLCONF = "apps.xray.tests.specimens"
    settings.XRAY_BASE = ""
    settings.MIDDLEWARE = LAYERS
    settings.XRAY_BASE = ""
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": PROCESSORS},
        },
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [HERE / "jinja2"],
        },
    ]
    # As it is outside of tests: pytest-django puts a function of its own here, and
    # X-ray leaves templates out where somebody has done that.
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.fixture
def xray(specimens, settings, db):
    """X-ray, on for everybody: call it with a path, get the response and the trace."""
    settings.XRAY = "everybody"
    install.install()
    client = Client(raise_request_exception=False)
    # A guest who has been here; otherwise only a page with a link leaves a trace.
    client.cookies["xray"] = "a-guest-who-came-back"

    def ask(path, method="get", client=client, **more):
        known = set(Trace.objects.values_list("pk", flat=True))
        response = getattr(client, method)(path, **more)
        if response.streaming:
            response.body = b"".join(response.streaming_content)
        (trace,) = Trace.objects.exclude(pk__in=known)
        return response, json.loads(trace.document)

    ask.client = client
    yield ask
    install.uninstall()


def source_line(folder, name, line):
    """Give a line of a specimen's template, as it is written."""
    return (HERE / folder / "specimens" / name).read_text().splitlines()[line - 1]
