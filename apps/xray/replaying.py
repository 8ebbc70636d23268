"""What if? The same GET again with one thing changed, behind a seal (sealing.py).

Each comparison is made fresh: the request as it was, and the request with the change,
under the same conditions, so that what differs comes from the change. Each of them is
made a few times. The first time Python tells of every line of the view, which takes
long; of those after it, the quickest is shown.

A replay sees what its asker may see: it carries the asker's own cookies, or none. It
cannot say what only a proxy says (HEADERS has no such header), and only layers that
guard nothing can be left out, by the site's own list (settings.XRAY_OPTIONAL_LAYERS).
"""

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from threading import Lock
from time import perf_counter_ns

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.utils.encoding import iri_to_uri

from . import middleware, redaction, routing, sealing, state, trace
from .models import Trace
from .places import is_passed_over

SECONDS = 10  # all runs together
MOST_A_MINUTE = 6  # of one person; each is two traces (models.MOST_REPLAYS)
SLOWEST = 2_000_000  # microseconds that the page may have taken
TRIES = 3
LONG = 300_000_000  # nanoseconds: what takes that long is not tried again
MOST_BYTES = 8 * 1024 * 1024  # of a stream that are waited for
# What a browser says by itself, and what of it may be changed: nothing that a proxy
# would say, and nothing that says who one is.
HEADERS = {
    "Accept": "text/html",
    "Accept-Encoding": "gzip",
    "Accept-Language": "de",
    "Cache-Control": "no-cache",
    "If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT",
    "If-None-Match": "*",
    "Origin": "https://example.org",
    "Range": "bytes=0-99",
    "Save-Data": "on",
    "User-Agent": "curl/8.0",
    "X-Requested-With": "XMLHttpRequest",
}
_one = Lock()
# Of the environ, what names a person otherwise than by a header.
PERSONAL = ("REMOTE_USER", "AUTH_TYPE", "SSL_CLIENT")


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise: what kind of thing, its name, its new value."""

    kind: str = "nothing"
    name: str = ""
    value: str = ""

    @property
    def sentence(self):
        """Say what was changed, as the title of the second journey."""
        return SENTENCES[self.kind].format(name=self.name, value=self.value)


SENTENCES = {
    "nothing": "As it was",
    "guest": "As a guest",
    "header_off": "Without the header {name}",
    "header_on": "With the header {name}: {value}",
    "layer": "Without the layer {name}",
    "variant": "{value}",
}


def why_not(kept):
    """Say in a sentence why a kept trace cannot be replayed; "" if it can."""
    if kept.method != "GET":
        return (
            f"This was a {kept.method}. Only a GET is made again: whoever asks for a "
            "page does not mean to change anything."
        )
    if kept.replay_of:
        return "This is a replay already. Ask what if of the request that it replays."
    if kept.duration > SLOWEST:
        return (
            "It took more than two seconds; that is too slow to make it several times."
        )
    return ""


@contextmanager
def turn(owner):
    """Let in one replay at a time in this process, and so many of a person in a minute."""
    if Trace.objects.of(owner).replayed_lately().count() >= 2 * MOST_A_MINUTE:
        raise CannotReplay("That is enough for a minute. Wait a little.")
    if not _one.acquire(blocking=False):
        raise CannotReplay("Another page is being replayed. Try again in a moment.")
    try:
        yield
    finally:
        _one.release()


class CannotReplay(Exception):
    """There is a reason, in a sentence, not to make this request again."""


def replay(asker, found, path, change):
    """Make the request of a trace again: give two documents, as it was and changed.

    `asker` is the request of the person who wants to know, `path` the whole address.
    """
    started = environ_of(asker, found, path)
    for each in Change(), change:
        handler_for(each)  # outside of the seal, as when a server starts
    try:
        return sealing.behind(SECONDS, both, found["id"], started, change)
    except sealing.TookTooLong:
        late = f"It took longer than {SECONDS} seconds, and was stopped."
        raise CannotReplay(late) from None


def both(seal, of, started, change):
    documents = [journey(seal, of, started, each) for each in (Change(), change)]
    if seal.is_late:
        raise sealing.TookTooLong
    return documents


def journey(seal, of, started, change):
    """Make the request once for the lines of the view, then for the times."""
    lines = Lines()
    with lines:
        once(changed(started, change), change, seal).forget()
    recording = quickest(seal, started, change)
    if recording.view:
        # None of an async view: it runs in another thread.
        recording.view.lines = lines.seen or None
    recording.replay |= {
        "of": of,
        "kind": change.kind,
        "name": change.name,
        "value": change.value or None,
        "sentence": change.sentence,
    }
    document = trace.document(recording)
    # What was made up for the handler never went through a socket.
    document["packet"] = None
    recording.forget()
    return document


def quickest(seal, started, change):
    """Make the request up to three times; give the recording of the quickest.

    Whatever else the machine does makes one slower, and none quicker.
    """
    kept = None
    for _ in range(TRIES):
        seal.afresh()
        recording = once(changed(started, change), change, seal)
        recording.replay = seal.told()
        kept = the_quicker(kept, recording) if kept else recording
        if length(kept) > LONG:
            break
    return kept


def the_quicker(one, other):
    kept, slower = sorted([one, other], key=length)
    slower.forget()
    return kept


def length(recording):
    return recording.handed_over - recording.zero


def once(environ, change, seal):
    """Answer a request with Django's own handler; give the recording of it."""
    request = WSGIRequest(environ)
    if change.kind == "variant":
        request.variant = change.name
    environ["xray.started"] = perf_counter_ns(), {}
    response = handler_for(change).get_response(request)
    recording = getattr(request, "xray", None)
    if recording is None or recording.response is None:
        if seal.is_late:
            raise sealing.TookTooLong
        raise CannotReplay("X-ray could not record it.")
    try:
        sent(response, seal)
    except Exception as error:
        # A server would break off here; what came so far is the answer.
        recording.raised = error
    recording.closed()
    return recording


def sent(response, seal):
    """Take the body as a server would, and close it: but nobody is told.

    The signal request_finished, which response.close() sends, is about the request of
    the person who asks, and closes connections.
    """
    length = 0
    if response.streaming and not response.is_async:
        for chunk in response.streaming_content:
            length += len(chunk)
            if length > MOST_BYTES or seal.out_of_time():
                break
    for close in response._resource_closers:
        close()
    response._resource_closers.clear()


def handler_for(change):
    left_out = change.name if change.kind == "layer" else None
    return handler_without(left_out, tuple(settings.MIDDLEWARE))


@lru_cache(64)
def handler_without(left_out, layers):
    """Make a handler with a chain of its own; `layers` is what it is made of."""
    handler = Handler()
    handler.others = {middleware.PATH: recorded}
    if left_out:
        handler.others[left_out] = no_layer
    handler.load_middleware()
    return handler


class Handler(BaseHandler):
    """Django's handler; `others` are layers to take in the place of those named."""

    others = {}


def no_layer(get_response):
    """Be no layer, as Django has it for layers that are not needed."""
    raise MiddlewareNotUsed


def recorded(get_response):
    """Stand in X-ray's place: record, whoever asks, and keep nothing."""

    def layer(request):
        recording = middleware.record(request)
        if recording is None:
            return get_response(request)
        with recording:
            response = get_response(request)
        middleware.finish(recording, response)
        return response

    return layer


# The request


def environ_of(asker, found, path):
    """Give the environ of the request that a trace tells of, as far as it is known.

    The server's part and what is redacted in the trace are those of the asker's own
    request: the same browser, the same cookies, the same way through the proxy.
    """
    kept = {
        key: value
        for key, value in asker.META.items()
        if isinstance(key, str) and is_the_servers(key)
    }
    for header in found["request"]["headers"]:
        name = header["name"].lower()
        if name in redaction.OF_BROWSERS and not header["redacted"]:
            kept[key_of(name)] = header["value"]
    kept.setdefault("wsgi.url_scheme", asker.scheme)  # ASGI says it elsewhere
    address, _, query = path.partition("?")
    prefix = asker.META.get("SCRIPT_NAME", "")
    inside = address.removeprefix(prefix)
    return kept | {
        "REQUEST_METHOD": "GET",
        "REQUEST_URI": iri_to_uri(path),
        "SCRIPT_NAME": prefix,
        "PATH_INFO": inside.encode().decode("latin-1"),
        "QUERY_STRING": iri_to_uri(query),
    }


def is_the_servers(key):
    """Say whether a key of the asker's environ is true of the other request too."""
    if key.startswith("HTTP_"):
        return key[5:].replace("_", "-").lower() not in redaction.OF_BROWSERS
    # Each layer put its own keys there; what nginx said was of another request.
    return (
        key.isupper()
        and not key.startswith(("CONTENT_", "CSRF_", "XRAY_"))
        or (key.startswith(("wsgi.", "uwsgi.", "gunicorn.")) and key != "wsgi.input")
    )


def key_of(header):
    return "HTTP_" + header.upper().replace("-", "_")


def changed(started, change):
    """Give a fresh environ for one run, with the change in it."""
    environ = started | {"wsgi.input": BytesIO()}
    if change.kind == "guest":
        for key in [*environ]:
            if key in {"HTTP_COOKIE", "HTTP_AUTHORIZATION"} or key.startswith(PERSONAL):
                del environ[key]
    elif change.kind == "header_off":
        environ.pop(key_of(change.name), None)
    elif change.kind == "header_on":
        environ[key_of(change.name)] = change.value
    return environ


def is_late(frame):
    """Say whether to end it here: in the program's own code, nobody else's."""
    behind = state.seal()
    late = behind and behind.out_of_time()
    return late and not is_passed_over(frame.f_code.co_filename)


class Lines:
    """Hears which lines of the view run, in this thread, while it is entered."""

    def __init__(self):
        self.seen, self.code = set(), None
        self.listens = False

    def __enter__(self):
        # A debugger that is there already is not disturbed: then no line is known.
        self.listens = sys.gettrace() is None
        if self.listens:
            sys.settrace(self.called)
        else:
            self.seen = None
        return self

    def __exit__(self, *_):
        if self.listens:
            sys.settrace(None)

    def called(self, frame, event, _):
        """Python calls something; listen on if it is the view."""
        recording = state.current.get()
        if recording is None:
            return None
        if is_late(frame):
            raise sealing.TookTooLong("The replay has had its time.")
        if self.code is None and recording.view:
            self.code = routing.code_of(recording.view.view)
        return self.line if frame.f_code is self.code else None

    def line(self, frame, event, _):
        if event == "line":
            self.seen.add(frame.f_lineno)
        return self.line
