"""Patch Django once, when the apps are ready, and only if X-ray is on.

Each patch is a function that goes on at once where nobody records (state.running);
docs/xray.md lists them, says what they cost, and why they are not swapped in and out.
"""

import logging
import sys
from functools import wraps
from threading import Lock
from time import perf_counter_ns

from django.core import signals
from django.core.cache import CacheHandler, caches
from django.core.handlers import base
from django.db.backends.signals import connection_created
from django.dispatch import Signal
from django.forms.forms import BaseForm
from django.template import Template
from django.template.base import Node

from . import access, events, layers, outside, rendering, routing
from .state import now, seal

_done = []
_loading = Lock()


def install():
    """Patch everything; a second call does nothing."""
    if _done:
        return
    patch(base.BaseHandler, "load_middleware", load_middleware)
    patch(base.BaseHandler, "resolve_request", routing.resolve)
    patch(base.BaseHandler, "make_view_atomic", routing.call)
    patch(BaseForm, "__init__", events.form_made)
    patch(BaseForm, "full_clean", events.form_checked)
    patch(Signal, "_live_receivers", events.receivers)
    patch(CacheHandler, "create_connection", create_cache)
    patch_messages()
    if template_engine_of_others() is None:
        for owner, name, replacement in rendering.instrumented():
            patch(owner, name, lambda _, replacement=replacement: replacement)
    patch_jinja2()
    for alias in caches:
        if hasattr(caches._connections, alias):
            events.watch_cache(caches[alias], alias)
    logging.setLogRecordFactory(events.log_record(logging.getLogRecordFactory()))
    signals.request_started.connect(request_started, dispatch_uid=__name__)
    signals.got_request_exception.connect(request_failed, dispatch_uid=__name__)
    connection_created.connect(connection_opened, dispatch_uid=__name__)
    connect_tasks()


def patch(owner, name, make):
    """Put make(what stands there) in the place of an attribute of a class."""
    original = owner.__dict__.get(name)  # None: inherited
    setattr(owner, name, make(original))
    _done.append((owner, name, original))


def uninstall():
    """Put back what stood there before. For tests; a site never needs it."""
    while _done:
        owner, name, original = _done.pop()
        if original is None:
            delattr(owner, name)
        else:
            setattr(owner, name, original)
    factory = logging.getLogRecordFactory()
    logging.setLogRecordFactory(getattr(factory, "__wrapped__", factory))
    signals.request_started.disconnect(dispatch_uid=__name__)
    signals.got_request_exception.disconnect(dispatch_uid=__name__)
    connection_created.disconnect(dispatch_uid=__name__)


def template_engine_of_others():
    """Give the name of another tool that has patched the template engine, or None.

    django-debug-toolbar, pytest-django and other test runners put a function of
    theirs into Template._render; what they do there would be taken for the site's.
    """
    for function in Template._render, Template.render, Node.render_annotated:
        module = getattr(function, "__module__", "") or ""
        if module not in {"django.template.base", rendering.__name__}:
            return f"{module}.{function.__qualname__}"
    return None


def load_middleware(original):
    """Give BaseHandler.load_middleware, with the layers' ways to each other watched."""

    @wraps(original)
    def load_middleware_seen(self, *args, **kwargs):
        chain = layers.Chain()
        imported = base.import_string
        # A replay has other layers in the place of some (replaying.py).
        others = getattr(self, "others", {})

        def layer(path):
            return chain.layered(path, others.get(path) or imported(path))

        with _loading:
            base.import_string = layer
            try:
                original(self, *args, **kwargs)
            finally:
                base.import_string = imported
        for attribute in HOOKS:
            hooks = getattr(self, attribute)
            name = HOOKS[attribute]
            hooks[:] = [layers.watched_hook(hook, name) for hook in hooks]

    return load_middleware_seen


HOOKS = {
    "_view_middleware": "process_view",
    "_template_response_middleware": "process_template_response",
    "_exception_middleware": "process_exception",
}


def create_cache(original):
    @wraps(original)
    def create_connection(self, alias):
        return events.watch_cache(original(self, alias), alias)

    return create_connection


def patch_messages():
    try:
        from django.contrib.messages.storage.base import BaseStorage
    except ImportError:
        return
    patch(BaseStorage, "add", events.message_added)


def patch_jinja2():
    try:
        from django.template.backends import jinja2
    except ImportError:
        return
    patch(jinja2.Template, "render", rendering.render_jinja2)


def connect_tasks():
    """Hear of queued tasks: django-tasks here, django.tasks from Django 6.0 on."""
    for module in "django_tasks.signals", "django.tasks.signals":
        try:
            found = __import__(module, fromlist=["task_enqueued"])
        except ImportError:
            continue
        found.task_enqueued.connect(events.task_enqueued, dispatch_uid=__name__)


def request_started(sender, environ=None, **_):
    """Write down when Django heard of it, and what Django will write anew."""
    if environ is None:
        return  # ASGI
    if access.mode() == "own" and access.COOKIE not in environ.get("HTTP_COOKIE", ""):
        return
    written = {name: environ.get(name) for name in ("PATH_INFO", "SCRIPT_NAME")}
    environ["xray.started"] = perf_counter_ns(), written


def connection_opened(sender, connection, **_):
    """Watch a connection that is opened while the request is recorded; none that a
    replay opens beside those that only read."""
    if behind := seal():
        connection.close()
        outside.refuse(behind, "database")
    if recording := now():
        recording.queries.watch_connection(connection)


def request_failed(sender, **_):
    """Keep the exception that becomes a 500: it is being handled right now."""
    if recording := now():
        recording.raised = sys.exc_info()[1]
