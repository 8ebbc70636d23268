"""The URLconf and the view: which patterns were tried, what answered, how long it took."""

import ast
import inspect
from functools import lru_cache, wraps
from textwrap import dedent
from time import perf_counter_ns

from asgiref.sync import iscoroutinefunction
from django.db import connections
from django.urls import Resolver404, URLResolver
from django.views.generic import View

from . import redaction
from .places import place_of
from .state import now

MOST_TRIED = 500
# What View.as_view() returns.
OF_A_CLASS = View.as_view.__qualname__ + ".<locals>.view"


class Resolved:
    """When the URLconf was asked, and what it said."""

    def __init__(self, start, end, match, tried, urlconf):
        self.start, self.end = start, end
        self.match, self.tried, self.urlconf = match, tried, urlconf


class Called:
    """When the view was called, and what became of it."""

    def __init__(self, view, request):
        self.view = view
        self.method = (request.method or "").lower()
        self.start, self.end = perf_counter_ns(), None
        self.result = None
        # Of a replay: the lines that ran (replaying.py).
        self.lines = None

    def returned(self, response):
        self.end = perf_counter_ns()
        self.result = type(response).__name__

    def raised(self, error):
        self.end = perf_counter_ns()
        self.result = type(error).__name__


def resolve(resolve_request):
    """Give BaseHandler.resolve_request, with a note of what was tried."""

    @wraps(resolve_request)
    def resolve_request_seen(handler, request):
        recording = now()
        if recording is None:
            return resolve_request(handler, request)
        match, tried, start = None, [], perf_counter_ns()
        try:
            found = match = resolve_request(handler, request)
            tried = match.tried or []
        except Resolver404 as error:
            tried = error.args[0].get("tried", []) if error.args else []
            raise
        finally:
            urlconf = getattr(request, "urlconf", None)
            end = perf_counter_ns()
            recording.url = Resolved(start, end, match, tried, urlconf)
        return found

    return resolve_request_seen


def call(make_view_atomic):
    """Give BaseHandler.make_view_atomic, through which each view goes before its call."""

    @wraps(make_view_atomic)
    def make_view_atomic_seen(handler, view):
        made = make_view_atomic(handler, view)
        recording = now()
        return made if recording is None else timed(made, view, recording)

    return make_view_atomic_seen


def timed(made, view, recording):
    if iscoroutinefunction(made):

        @wraps(made)
        async def called(request, *args, **kwargs):
            note = recording.view = Called(view, request)
            try:
                response = await made(request, *args, **kwargs)
            except BaseException as error:
                note.raised(error)
                recording.raised = error
                raise
            note.returned(response)
            return response

    else:

        @wraps(made)
        def called(request, *args, **kwargs):
            note = recording.view = Called(view, request)
            try:
                response = made(request, *args, **kwargs)
            except BaseException as error:
                note.raised(error)
                recording.raised = error
                raise
            note.returned(response)
            return response

    return called


# Afterwards


def urls(resolved, moment, default):
    """Write what the URLconf did."""
    if resolved is None:
        return None
    match = resolved.match
    return {
        "start": moment(resolved.start),
        "end": moment(resolved.end),
        "urlconf": str(resolved.urlconf or default),
        "tried": list(flattened(resolved.tried, match))[:MOST_TRIED],
        "match": match and matched(match),
    }


def flattened(tried, match):
    """Give each pattern once, in the order of trying, an include before its inside."""
    above = []
    for number, ways in enumerate(tried, 1):
        shared = 0
        while shared < min(len(above), len(ways)) and above[shared] is ways[shared]:
            shared += 1
        for depth in range(shared, len(ways)):
            pattern = ways[depth]
            is_include = isinstance(pattern, URLResolver)
            is_last = depth == len(ways) - 1
            is_match = bool(match) and number == len(tried)
            yield {
                "pattern": str(pattern.pattern),
                "name": getattr(pattern, "name", None) or None,
                "kind": "include" if is_include else "path",
                "depth": depth,
                "matched": is_match or not is_last,
            }
        # The last one failed as a whole; the next way may go through it no more.
        above = ways[:-1]


def matched(match):
    named = match.captured_kwargs or {}
    arguments = [redaction.argument(*each) for each in named.items()]
    arguments += [redaction.argument(str(n), raw) for n, raw in enumerate(match.args)]
    return {
        "route": match.route,
        "name": match.view_name if match.url_name else None,
        "app": match.app_name or None,
        "view": match._func_path,
        "arguments": arguments,
    }


def views(called, moment):
    """Write what answered: a function or a class, with all that is around it."""
    if called is None:
        return None
    around, view = unwrapped(called.view)
    kind, cls, shown = kind_of(view, called.method)
    function = inspect.unwrap(shown)
    lines = called.lines
    first, last, written = source_of(function)
    place = place_of(function)
    return {
        "name": getattr(cls or function, "__name__", type(view).__name__),
        "module": getattr(cls or function, "__module__", None),
        "kind": kind,
        "class": cls and {"name": cls.__qualname__, "place": place_of(cls)},
        "place": place and place | {"line": first or place["line"]},
        "end_line": last,
        "decorators": around,
        "written": [{"text": text, "line": line} for text, line in written],
        "variants": variants_of(called.view),
        "lines": None if lines is None else sorted(lines),
        "atomic": sorted(atomic(called.view)),
        "start": moment(called.start),
        "end": moment(called.end),
        "result": called.result,
    }


def variants_of(view):
    """Give the other ways of making this page that its author tells of.

    An attribute of the view, so that nobody has to import X-ray to have some:
    {name: sentence}.
    """
    inside = unwrapped(view)[1]
    owners = view, inside, kind_of(inside)[1]
    told = (getattr(owner, "variants", None) for owner in owners)
    found = next((each for each in told if isinstance(each, dict)), {})
    return [
        {"name": str(name), "sentence": str(sentence)[:200]}
        for name, sentence in list(found.items())[:10]
    ]


def code_of(view):
    """Give the code of the function that answers, without its decorators."""
    shown = inspect.unwrap(kind_of(unwrapped(view)[1])[2])
    return getattr(shown, "__code__", None)


def unwrapped(view):
    """Take off one decorator after the other: ([name and place], the view itself).

    A class's view has all attributes of its dispatch(), and so its __wrapped__, if that
    has decorators; but it is the view.
    """
    around = []
    while inner := getattr(view, "__wrapped__", None):
        code = getattr(view, "__code__", None)
        if code and code.co_qualname == OF_A_CLASS:
            break
        name = code.co_qualname.partition(".")[0] if code else type(view).__name__
        around.append({"name": name, "place": place_of(view)})
        view = inner
    return around, view


def kind_of(view, method="get"):
    """Give (kind, class or None, the function that answers)."""
    asynchronous = "async " if iscoroutinefunction(view) else ""
    if cls := getattr(view, "view_class", None):
        return f"{asynchronous}class", cls, method_of(cls, method)
    if not hasattr(view, "__code__"):
        cls = type(view)
        return f"{asynchronous}class", cls, cls.__call__
    return f"{asynchronous}function", None, view


def method_of(cls, method):
    """Give what a class-based view calls for an HTTP method; dispatch() if it has none."""
    if method == "head" and not hasattr(cls, "head"):
        method = "get"
    known = method in cls.http_method_names
    return getattr(cls, method, cls.dispatch) if known else cls.dispatch


@lru_cache(1_000)
def source_of(function):
    """Give (first line, last line, decorators as they are written above it)."""
    try:
        lines, start = inspect.getsourcelines(function)
        tree = ast.parse(dedent("".join(lines))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return None, None, ()
    written = [
        ("@" + ast.unparse(each)[:200], start + each.lineno - 1)
        for each in getattr(tree, "decorator_list", [])
    ]
    return start + tree.lineno - 1, start + len(lines) - 1, written


def atomic(view):
    free = getattr(view, "_non_atomic_requests", set())
    return {
        alias
        for alias, values in connections.settings.items()
        if values.get("ATOMIC_REQUESTS") and alias not in free
    }
