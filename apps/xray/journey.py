"""The hops of a request, in the order of its journey, with their moments."""

from . import servers
from .units import us


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
        yield hop("models", "M", start, end, time=us(asked.time))
    done = [root for root in roots if root.end]
    if done and not recording.others:
        took = sum(root.end - root.start for root in done)
        start, end = moment(done[0].start), moment(done[-1].end)
        yield hop("templates", "T", start, end, time=us(took))


def place_parts(found):
    during = whereabouts(found)
    for each in found:
        if each["name"] in {"models", "templates"}:
            each["inside"] = during(each["start"])


def whereabouts(found):
    """Give a function that says in which hop a moment lies."""
    names = "view", "url", "middleware_in", "middleware_out", "sending"
    spans = [h for name in names for h in found if h["name"] == name]

    def during(moment):
        for each in spans:
            if each["start"] <= moment <= each["end"]:
                return each["name"]
        return None

    return during
