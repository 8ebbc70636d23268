"""The rooms of a trace: what happened at each hop, in words and in numbers.

A room is a module with ROOMS: (name, role, title, function). The function takes the trace's
document and gives what `xray/rooms/_<name>.html` shows; None where there was no such
hop. In what it gives, `happened` says in a sentence what happened in this very request,
`why` why there is such a thing at all.
"""

from django.conf import settings

from .. import stations
from . import answer, before, data, finding, layers, rendering, rest

MODULES = (before, layers, finding, data, rendering, rest, answer)


def rooms(found, names=None):
    """Give the rooms of a trace's document, in the order of the journey."""
    return [
        made | {"name": name, "role": role, "title": title, "lessons": lessons(found, name)}
        | {"template": f"xray/rooms/_{name}.html", "unseen": unseen(found, name)}
        for module in MODULES
        for name, role, title, make in module.ROOMS
        if (names is None or name in names) and (made := make(found)) is not None
    ]  # fmt: skip


def lessons(found, room):
    """Give the lessons about the hops that lead to a room: XRAY_LESSONS names them."""
    known = getattr(settings, "XRAY_LESSONS", {})
    hops = {hop["name"]: stations.station(hop["name"], found) for hop in found["hops"]}
    urls = {
        known[name]: s["title"]
        for name, s in hops.items()
        if name in known and s["room"] == room
    }
    return [{"title": title, "address": url} for url, title in urls.items()]


# Which parts of the document a room shows, to say in it what is not there.
PARTS = {
    "server": ("server",),
    "packet": ("packet",),
    "environ": ("environ",),
    "middleware": ("middleware",),
    "url": ("url",),
    "view": ("view",),
    "models": ("queries",),
    "templates": ("templates", "page"),
    "rest": ("forms", "cache", "signals", "tasks", "messages", "logs"),
    "response": ("response", "request", "stream"),
}


def unseen(found, name):
    """Say in sentences what of this room X-ray has not seen, or had to cut."""
    parts = PARTS.get(name, ())
    notes = [each["why"] for each in found["unseen"] if each["part"] in parts]
    for each in found["left_out"]:
        if each["part"].partition(".")[0] in parts:
            of = f" of {each['of']}" if each["of"] else ""
            notes.append(f"{each['part']}: {each['kept']}{of} are here. {each['why']}")
    return notes
