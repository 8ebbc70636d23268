"""The onion: what each layer of middleware did on the way in and on the way out.

Django builds its chain from settings.MIDDLEWARE, calling each factory with the next
handler, `get_response`. What each factory is given is wrapped here, so the moments
at which one layer hands over to the next are seen, and the layers themselves are
as they always were.
"""

from functools import lru_cache, wraps
from time import perf_counter_ns

from asgiref.sync import iscoroutinefunction
from django.utils.module_loading import import_string

from . import redaction
from .places import place_of
from .state import now
from .units import us


class Layers:
    """The notes about all layers of one request."""

    def __init__(self, request):
        self.request = request
        self.notes = []
        self.open = []
        self.hooks = []
        self.core_start = self.core_end = None
        self.first_response = None

    def enter(self, path, start=None):
        """A layer is called."""
        note = Note(path, self.request, start)
        self.notes.append(note)
        self.open.append(note)

    def inward(self, inner):
        """The layer that is open calls the next one; after the last comes the core."""
        if self.open:
            self.open[-1].called_next(self.request)
        if inner is None:
            self.core_start = perf_counter_ns()
        else:
            self.enter(inner)

    def outward(self, inner, response):
        """The next one has returned a response to the layer that is open."""
        if inner is None:
            self.core_end = perf_counter_ns()
            self.first_response = Snapshot(response)
        else:
            self.leave(response)
        if self.open:
            self.open[-1].next_returned = perf_counter_ns()

    def broke(self, inner):
        """The next one has failed, and so has the page that was to say so.

        Django asks each layer in turn for such a page, from the inside to the outside.
        """
        moment = perf_counter_ns()
        if inner is None:
            self.core_end = moment
        else:
            self.open.pop().end = moment
        if self.open:
            self.open[-1].next_returned = moment

    def leave(self, response):
        """A layer returns this response."""
        note = self.open.pop()
        note.end = perf_counter_ns()
        note.response = Snapshot(response)


class Note:
    """What is kept about one layer."""

    __slots__ = (
        "attributes", "calls_next", "end", "gave", "keys", "next_returned", "path",
        "put", "response", "start",
    )  # fmt: skip

    def __init__(self, path, request, start):
        self.path = path
        self.attributes = set(request.__dict__)
        self.keys = len(request.META)
        self.calls_next = self.next_returned = self.end = self.response = None
        self.gave = self.put = ()
        self.start = start or perf_counter_ns()

    def called_next(self, request):
        self.calls_next = perf_counter_ns()
        if len(request.__dict__) != len(self.attributes):
            self.gave = [n for n in request.__dict__ if n not in self.attributes]
        if len(request.META) != self.keys:
            # A dictionary keeps the order in which keys came.
            self.put = list(request.META)[self.keys :]


class Snapshot:
    """A response at one moment: cheap to take, compared later."""

    __slots__ = ("cookies", "headers", "kind", "length", "status")

    def __init__(self, response):
        self.status = response.status_code
        # Headers by the names that they were given; .items() would take ten times as
        # long, and there are twenty layers.
        self.headers = dict(response.headers._store.values())
        self.cookies = response.cookies and {
            name: morsel.OutputString() for name, morsel in response.cookies.items()
        }
        self.length = None
        if not response.streaming and getattr(response, "is_rendered", True):
            self.length = len(response.content)


class Nothing:
    """What a layer gave that failed, with the page that was to say so."""

    status = length = None
    headers = cookies = {}


NOTHING = Nothing()


class Chain:
    """Wraps what layers are given, while Django builds one chain."""

    def __init__(self):
        # From the innermost to the outermost, as Django builds it.
        self.built = []

    def layered(self, path, factory):
        """Give a factory like this one, whose layer's way to the next is watched."""

        def make(get_response):
            inner = self.built[-1] if self.built else None
            layer = factory(watched(get_response, inner))
            self.built.append(path)
            return layer

        make.sync_capable = getattr(factory, "sync_capable", True)
        make.async_capable = getattr(factory, "async_capable", False)
        return make


def watched(get_response, inner):
    """Give get_response, which leads to the layer `inner`, with a note on both ways."""
    if iscoroutinefunction(get_response):

        @wraps(get_response)
        async def passing(request):
            recording = now()
            if recording is None:
                return await get_response(request)
            recording.layers.inward(inner)
            try:
                response = await get_response(request)
            except BaseException:
                recording.layers.broke(inner)
                raise
            recording.layers.outward(inner, response)
            return response

    else:

        @wraps(get_response)
        def passing(request):
            recording = now()
            if recording is None:
                return get_response(request)
            recording.layers.inward(inner)
            try:
                response = get_response(request)
            except BaseException:
                recording.layers.broke(inner)
                raise
            recording.layers.outward(inner, response)
            return response

    return passing


def watched_hook(hook, name):
    """Give a layer's process_view, or the like, with a note of when it ran."""
    if iscoroutinefunction(hook):
        return hook

    @wraps(hook)
    def ran(*args):
        recording = now()
        if recording is None:
            return hook(*args)
        start = perf_counter_ns()
        answer = hook(*args)
        taken = name != "process_template_response" and answer is not None
        recording.layers.hooks.append((hook, name, start, perf_counter_ns(), taken))
        return answer

    return ran


# Afterwards


def onion(seen, moment):
    """Write each layer, the outermost first, with what it changed."""
    rows = []
    for number, note in enumerate(seen.notes):
        inner = seen.notes[number + 1 :]
        before = inner[0].response if inner else seen.first_response
        rows.append(layer(note, before, seen, moment))
    return rows


def layer(note, before, seen, moment):
    end = note.end
    passed = note.calls_next is not None
    came_in = (note.calls_next if passed else end) - note.start
    return {
        "path": note.path,
        "place": place_of_path(note.path),
        "start": moment(note.start),
        "end": moment(end),
        "in_time": us(came_in),
        "out_time": us(end - note.next_returned) if passed else 0,
        "answered": not passed,
        "request": list(note.gave),
        "environ": list(note.put),
        **(changes(before, note.response) if passed else changes(None, note.response)),
        "hooks": hooks_of(note.path, seen, moment),
    }


@lru_cache(200)
def place_of_path(path):
    try:
        return place_of(import_string(path))
    except ImportError:
        return None


def hooks_of(path, seen, moment):
    rows = []
    for hook, name, start, end, took_over in seen.hooks:
        owner = type(getattr(hook, "__self__", None))
        if f"{owner.__module__}.{owner.__qualname__}" == path:
            rows.append(
                {
                    "hook": name,
                    "start": moment(start),
                    "end": moment(end),
                    "answered": took_over,
                }
            )
    return rows


def changes(before, after):
    """Say what a layer made of the response that it got; without one, nothing."""
    if after is None:
        before = after = NOTHING
    old = before.headers if before else {}
    added = [header(n, v) for n, v in after.headers.items() if n not in old]
    changed = [
        {
            "name": name,
            "before": header(name, old[name])["value"],
            "after": header(name, value)["value"],
        }
        for name, value in after.headers.items()
        if name in old and old[name] != value
    ]
    cookies = before.cookies if before else {}
    is_new = before is None
    return {
        "headers": {
            "added": added,
            "changed": changed,
            "removed": [name for name in old if name not in after.headers],
        },
        "cookies": {
            "set": [n for n, text in after.cookies.items() if cookies.get(n) != text],
            "removed": [name for name in cookies if name not in after.cookies],
        },
        "status": None
        if is_new or before.status == after.status
        else [before.status, after.status],
        "body": None
        if is_new or before.length == after.length
        else [before.length, after.length],
    }


def header(name, value):
    return redaction.header(name, value, redaction.RESPONSE_HEADERS)
