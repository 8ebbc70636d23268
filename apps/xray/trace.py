"""The document that is kept: docs/xray.md describes it, key by key."""

import json
import zlib
from functools import lru_cache
from time import perf_counter_ns

from django.conf import settings
from django.utils.module_loading import import_string

from . import caching, events, mapping, queries, redaction, routing, servers
from .places import place, place_of

FORMAT = 1
LIMIT = 256 * 1024  # bytes of one trace
MOST_TO_COMPRESS = 4 * 1024 * 1024
COMPRESSIBLE = ("text/", "application/json", "application/xml", "image/svg+xml")
TRAIL = 12
# What is cut when a trace is too long, and how short it may become.
CUTTABLE = [
    ("page", "pieces"),
    ("page", "elements"),
    ("templates", "renders"),
    ("queries", "rows"),
    ("queries", "groups"),
    ("templates", "contexts"),
    ("signals",),
    ("logs",),
    ("forms",),
    ("cache", "calls"),
    ("url", "tried"),
    ("environ",),
    ("packet", "vars"),
    ("request", "headers"),
    ("response", "headers"),
    ("tasks",),
    ("messages",),
    ("templates", "sources"),
]


def document(recording):
    """Make the document of a request that is over."""
    began = perf_counter_ns()
    moment = clock(recording)
    response = recording.response
    sources, templates, page = mapping.written(recording, moment, response)
    if recording.others:
        templates = {"seen": False}
        page |= {"mapped": False, "why_not": "Templates were not seen."}
        why = f"Another tool has patched the template engine: {recording.others}."
        recording.not_seen("templates", why)
    steps = hops(recording, moment)
    during = whereabouts(steps)
    environ = servers.environ_rows(recording)
    found = {
        "format": FORMAT,
        "id": recording.id,
        "at": recording.at.isoformat(timespec="microseconds"),
        "duration": moment(recording.handed_over),
        "request": asked(recording, environ),
        "hops": steps,
        "server": recording.server | {"nginx": recording.nginx},
        "environ": environ,
        "packet": servers.packet(recording),
        "middleware": onion(recording, moment),
        "url": routing.urls(recording.url, moment, settings.ROOT_URLCONF),
        "view": routing.views(recording.view, moment),
        "queries": queries.written(recording.queries, moment, sources, during),
        "templates": templates,
        "page": page,
        **events.written(recording.events, moment),
        "response": answered(recording, moment),
        "error": error(recording, sources),
        "unseen": [],
        "left_out": left_out(recording),
    }
    found["unseen"] = unseen(recording)
    notes_time = round((perf_counter_ns() - began) / 1000)
    found["cost"] = {"notes_time": notes_time, "link": recording.shows_link}
    return found


def clock(recording):
    """Give the function from nanoseconds of the clock to microseconds from zero."""

    def moment(nanoseconds):
        if nanoseconds is None:
            return None
        return round((nanoseconds - recording.zero) / 1000)

    return moment


# The request


def asked(recording, environ):
    request, match = recording.request, recording.match
    headers = [
        redaction.header(name, value, redaction.REQUEST_HEADERS)
        for name, value in headers_of_client(recording, environ)
    ]
    return {
        "method": request.method,
        "scheme": request.scheme,
        "host": request.META.get("HTTP_HOST", "")[:200] or None,
        "path": redaction.path(request.path, match),
        "query": redaction.query(request.META.get("QUERY_STRING", "")),
        "protocol": request.META.get("SERVER_PROTOCOL"),
        "headers": headers[:100],
        "cookies": [
            {"name": name[:100], "length": len(value)}
            for name, value in list(request.COOKIES.items())[:50]
        ],
        "body": {
            "type": request.content_type or None,
            "length": int_or_none(request.META.get("CONTENT_LENGTH")),
            "fields": fields(request),
        },
        "who": who(request),
    }


def headers_of_client(recording, environ):
    """Give the headers that the client sent, by the names that it gave them."""
    for row in environ:
        key = row["key"]
        if row["put_by"] == "client":
            name = key.removeprefix("HTTP_").replace("_", "-").title()
            if value := recording.request.META[key]:
                yield name, value


def int_or_none(text):
    return int(text) if text and str(text).isdigit() else None


def fields(request):
    """Give the fields of the form, if the program has read it: nobody else reads it."""
    sent = request.__dict__.get("_post")
    files = request.__dict__.get("_files") or {}
    pairs = (
        [(name, raw) for name, raws in (sent or {}).lists() for raw in raws]
        if sent
        else []
    )
    found = [redaction.value(name[:100], raw) for name, raw in pairs[:100]]
    found += [redaction.value(name[:100], raw) for name, raw in files.items()]
    return found


def who(request):
    """Say who it was, if anybody has asked that."""
    user = request.__dict__.get("user")
    if user is None:
        return None
    if "_wrapped" in getattr(user, "__dict__", {}):
        user = user.__dict__["_wrapped"]
    if not hasattr(user, "is_authenticated"):
        return None
    if not user.is_authenticated:
        return "guest"
    return "staff" if getattr(user, "is_staff", False) else "member"


# The journey


def hops(recording, moment):
    """Put together the hops, in the order of the journey."""
    notes, url, view = recording.layers.notes, recording.url, recording.view
    end = moment(recording.handed_over)
    first = moment(notes[0].start)
    turned, back = turning(recording, moment)
    kind = recording.server["kind"]
    server = kind if kind in {"uwsgi", "gunicorn", "runserver"} else "server"
    if recording.server["interface"] == "asgi":
        server = "asgi"
    read = over = None
    found = []
    if recording.nginx:
        read, over = servers.nginx_moments(recording.request.META, recording.wall)
        found.append(hop("browser", None, read, None, precision=1000))
        found.append(hop("nginx", "S", read, over, precision=1000))
    else:
        found.append(hop("browser", None, None, None))
    found.append(hop(server, "S", over, 0, precision=1000 if over else 1))
    found.append(hop("wsgi", "F", 0, first))
    found.append(hop("middleware_in", "F", first, turned))
    if url:
        found.append(hop("url", "F", moment(url.start), moment(url.end)))
    if view:
        found.append(hop("view", "V", moment(view.start), moment(view.end)))
    found += parts(recording, moment)
    found.append(hop("middleware_out", "F", back, end))
    found.append(hop("sending", "S", end, moment(recording.sent)))
    place_parts(found)
    return found


def hop(name, role, start, end, precision=1, **more):
    return {
        "name": name,
        "role": role,
        "start": start,
        "end": end,
        "inside": None,
        "precision": precision,
        "note": None,
        **more,
    }


def turning(recording, moment):
    """Give when the request was through the layers, and when the way back began."""
    seen, url = recording.layers, recording.url
    if seen.core_start is None:
        last = seen.notes[-1]
        return moment(last.end), moment(last.end)
    turned = moment(url.start if url else seen.core_start)
    return turned, moment(seen.core_end)


def parts(recording, moment):
    """Give the hops that happen within others: all queries, all renders."""
    asked, roots = recording.queries, recording.renders.roots
    if asked.count:
        start, end = moment(asked.first), moment(asked.last)
        yield hop("models", "M", start, end, time=queries.us(asked.time))
    done = [root for root in roots if root.end]
    if done and not recording.others:
        took = sum(root.end - root.start for root in done)
        start, end = moment(done[0].start), moment(done[-1].end)
        yield hop("templates", "T", start, end, time=queries.us(took))


def place_parts(found):
    during = whereabouts(found)
    for each in found:
        if each["name"] in {"models", "templates"}:
            each["inside"] = during(None, each["start"])


def whereabouts(found):
    """Give a function that says in which hop a moment lies."""
    names = "view", "url", "middleware_in", "middleware_out", "sending"
    spans = [h for name in names for h in found if h["name"] == name]
    zero = {}

    def during(_, moment):
        for each in spans:
            if each["end"] is None or each["start"] is None:
                continue
            if each["start"] <= moment <= each["end"]:
                return each["name"]
        return zero.get("name")

    return during


# The onion


def onion(recording, moment):
    """Write each layer, the outermost first, with what it changed."""
    seen, rows = recording.layers, []
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
        "in_time": queries.us(came_in),
        "out_time": queries.us(end - note.next_returned) if passed else 0,
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
    """Say what a layer made of the response that it got."""
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


# The response


def answered(recording, moment):
    response, request = recording.response, recording.request
    last = recording.layers.notes[0].response
    length = recording.length if response.streaming else len(recording.body)
    kind = "page"
    if response.streaming:
        is_file = getattr(response, "file_to_stream", None) is not None
        kind = "file" if is_file or "filename" in vars(response) else "stream"
    if length is None:
        length = int_or_none(response.get("Content-Length"))
    return {
        "status": response.status_code,
        "reason": response.reason_phrase,
        "kind": kind,
        "headers": [header(*each) for each in last.headers.items()],
        "cookies": [cookie(*each) for each in response.cookies.items()],
        "type": response.get("Content-Type"),
        "length": length,
        "chunks": recording.chunks,
        "compressed": compressed(recording),
        "handed_over": moment(recording.handed_over),
        "sent": moment(recording.sent),
        "cache": caching.verdicts(
            request.method,
            "HTTP_AUTHORIZATION" in request.META,
            response.status_code,
            last.headers,
            bool(response.cookies),
        ),
    }


def cookie(name, morsel):
    kept = {key: str(value) for key, value in morsel.items() if value}
    return {
        "name": name,
        "attributes": kept,
        "length": len(morsel.value),
        "deleted": morsel["max-age"] == 0,
    }


def compressed(recording):
    """Work out how small the body becomes on its way, where it may."""
    request, response, body = recording.request, recording.response, recording.body
    if body is None:
        return None
    if response.get("Content-Encoding"):
        return {"bytes": len(body), "how": "exact"}
    level = getattr(settings, "XRAY_GZIP_LEVEL", 5)
    accepts = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    is_text = response.get("Content-Type", "").startswith(COMPRESSIBLE)
    if not (level and accepts and is_text and 0 < len(body) <= MOST_TO_COMPRESS):
        return None
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    size = len(packer.compress(body)) + len(packer.flush())
    return {"bytes": size, "how": "estimated"}


def error(recording, sources):
    """Say what went wrong: its class and where, never its message."""
    raised = recording.raised
    if raised is None:
        return None
    trail, traceback = [], raised.__traceback__
    while traceback:
        code = traceback.tb_frame.f_code
        trail.append(place(code.co_filename, traceback.tb_lineno, code.co_qualname))
        traceback = traceback.tb_next
    own = [each for each in trail if each["in"] in {"project", "package"}]
    cls = type(raised)
    return {
        "type": f"{cls.__module__}.{cls.__qualname__}",
        "status": recording.response.status_code,
        "trail": (own or trail)[-TRAIL:],
        "template": sources.line_of(recording.renders.failed),
    }


# What is missing


def unseen(recording):
    """Say in a sentence each what no one could see from here."""
    if recording.server["interface"] == "asgi":
        why = "Under ASGI, what stands before Django does not say when it began."
        recording.not_seen("server", why)
    called = recording.view
    if called and "async" in (routing.kind_of(routing.unwrapped(called.view)[1])[0]):
        why = (
            "The view is asynchronous. What it awaits runs elsewhere in between: its "
            "time is from beginning to end, and queries of other threads are not seen."
        )
        recording.not_seen("view", why)
    first = list(settings.MIDDLEWARE)[0]
    if recording.layers.notes[0].path != first:
        why = "Layers that stand outside of X-ray in MIDDLEWARE are not seen."
        recording.not_seen("middleware", why)
    return [{"part": part, "why": why} for part, why in recording.unseen]


def left_out(recording):
    """Say what was too much to be noted at all."""
    rows = []
    asked = recording.queries
    if asked.count > len(asked.notes):
        why = f"Only the first {queries.MOST} queries are kept one by one."
        rows.append(cut("queries.rows", len(asked.notes), asked.count, why))
    for kind, count in recording.events.counts.items():
        if count > events.MOST:
            name = "cache.calls" if kind == "calls" else kind
            why = f"Only the first {events.MOST} are kept."
            rows.append(cut(name, events.MOST, count, why))
    if recording.renders.is_full:
        why = "So many nodes were rendered that X-ray stopped counting."
        rows.append(cut("templates.renders", recording.renders.count, None, why))
    return rows


def cut(part, kept, of, why):
    return {"part": part, "kept": kept, "of": of, "why": why}


def dumped(found):
    return json.dumps(found, separators=(",", ":"))


def bounded(found):
    """Give the document as JSON of at most 256 KiB, and say in it what was cut."""
    text = dumped(found)
    while len(text) > LIMIT:
        sizes = {path: len(dumped(list_at(found, path))) for path in CUTTABLE}
        path = max(sizes, key=sizes.get)
        shorten(found, path)
        text = dumped(found)
    return text


def list_at(found, path):
    for key in path:
        found = (found or {}).get(key)
    return found or []


def shorten(found, path):
    """Keep the first half of a list, and say so."""
    rows, name = list_at(found, path), ".".join(path)
    before = next((row for row in found["left_out"] if row["part"] == name), None)
    of = before["of"] if before else len(rows)
    del rows[len(rows) // 2 :]
    if before:
        before["kept"] = len(rows)
    else:
        why = "The trace would be longer than 256 KiB."
        found["left_out"].append(cut(name, len(rows), of, why))
