"""The document that is kept: docs/xray.md describes it, key by key."""

import json
from time import perf_counter_ns

from django.conf import settings

from . import (
    events,
    exchange,
    journey,
    layers,
    mapping,
    queries,
    routing,
    servers,
    units,
)
from .places import place

FORMAT = 1
LIMIT = 256 * 1024  # bytes of one trace
TRAIL = 12
# What is cut when a trace is too long: the longest of these, by half, and again.
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
    ("middleware",),
    ("request", "headers"),
    ("request", "query"),
    ("request", "cookies"),
    ("request", "body", "fields"),
    ("response", "headers"),
    ("response", "cookies"),
    ("tasks",),
    ("messages",),
    ("templates", "sources"),
]


def document(recording):
    """Make the document of a request that is over."""
    began = perf_counter_ns()
    moment = units.since(recording.zero)
    response = recording.response
    sources, templates, page = mapping.written(recording, moment, response)
    if recording.others:
        templates = {"seen": False}
        page |= {"mapped": False, "why_not": "Templates were not seen."}
        why = f"Another tool has patched the template engine: {recording.others}."
        recording.not_seen("templates", why)
    hops = journey.hops(recording, moment)
    during = journey.whereabouts(hops)
    environ = servers.environ_rows(recording)
    found = {
        "format": FORMAT,
        "id": recording.id,
        "at": recording.at.isoformat(timespec="microseconds"),
        "duration": moment(recording.handed_over),
        "request": exchange.asked(recording, environ),
        "hops": hops,
        "server": recording.server | {"nginx": recording.nginx},
        "environ": environ,
        "packet": servers.packet(recording),
        "middleware": layers.onion(recording.layers, moment),
        "url": routing.urls(recording.url, moment, settings.ROOT_URLCONF),
        "view": routing.views(recording.view, moment),
        "queries": queries.written(recording.queries, moment, sources, during),
        "templates": templates,
        "page": page,
        **events.written(recording.events, moment),
        "response": exchange.answered(recording, moment),
        "error": error(recording, sources),
        "replay": recording.replay,
        "unseen": [],
        "left_out": left_out(recording),
    }
    found["unseen"] = unseen(recording)
    notes_time = units.us(perf_counter_ns() - began)
    found["cost"] = {"notes_time": notes_time, "link": recording.shows_link}
    return found


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
    while len(text) > LIMIT and any(list_at(found, path) for path in CUTTABLE):
        sizes = {path: len(dumped(list_at(found, path))) for path in CUTTABLE}
        shorten(found, max(sizes, key=sizes.get))
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
