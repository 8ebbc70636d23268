"""Small makers of what a test of X-ray needs."""

from contextlib import contextmanager

from django.template import Template
from django.test import Client, override_settings
from django.test.utils import _TestState

from apps.xray import install
from apps.xray.models import Trace


@contextmanager
def recording():
    """X-ray for everybody, with Django's template engine as it is outside of tests."""
    whole = Template._render
    Template._render = _TestState.saved_data.template_render
    try:
        with override_settings(XRAY="everybody"):
            install.install()
            yield
    finally:
        install.uninstall()
        Template._render = whole


def make_trace(path="/", client=None):
    """Open a page of the site, and give the trace of it."""
    known = list(Trace.objects.values_list("pk", flat=True))
    client = client or Client()
    client.cookies["xray"] = "a-guest-who-came-back"
    with recording():
        client.get(path)
    return Trace.objects.exclude(pk__in=known).get()


def make_kept_trace(path="/"):
    """Make a trace that is kept for a lesson."""
    trace = make_trace(path)
    trace.keep_for_lessons()
    return trace
