"""The journey as a picture and as a list: a trace made into what a template can draw.

The picture has a lane for each role, the outermost on top, and time from left to right.
At every moment the innermost who is busy has a full bar; those above wait for it, and
have a pale one. Everything across is a percentage, so that it fits any screen.

`xray/_journey.html` draws it. It names no ids, so a page can show several; two that
are to be compared get the same `extent`.
"""

from . import stations

# The outermost first: whoever stands lower works for the one above.
LANES = "SFVTM"
CELLS = 500  # how finely bars are drawn; the narrowest is one of them
MOST_PALE = 50  # bars of a lane: the templates that were rendered from Python
TICKS = 5
STEPS = (1, 2, 5)
# Percentages of the picture's height: of a lane, and where in it the bar has its middle.
HEIGHT = 100 // len(LANES)
MIDDLE = 13


def journey(found, extent=None):
    """Give all that `xray/_journey.html` asks for, of a trace's document."""
    first, last = extent_of(found)
    start, end = extent or (first, last)
    scale = Scale(start, end)
    inner = spans(found)
    worked = at_work(inner)
    cells = painted(worked, scale)
    names = stations.doers(found)
    lanes = [
        {
            "role": role,
            "name": stations.ROLES[role],
            "who": names.get(role, ""),
            "time": sum(e - s for s, e, lane in worked if lane == depth),
            "y": str(depth * HEIGHT + 9),
            "waits": waiting(inner, depth, scale),
            "bars": [scale.cells(a, b) for a, b, lane in cells if lane == depth],
        }
        for depth, role in enumerate(LANES)
    ]
    return {
        "start": start,
        "end": end,
        "time": last - first,
        "is_scaled": (start, end) != (first, last),
        "lanes": [lane | {"is_used": bool(lane["bars"])} for lane in lanes],
        "turns": list(turns(cells)),
        "ticks": list(ticks(scale)),
        "hops": [hop(each, found, scale) for each in found["hops"]],
    }


def extent_of(found):
    """Give the first and the last moment that the trace knows of, in microseconds."""
    moments = [h[key] for h in found["hops"] for key in ("start", "end")]
    known = [moment for moment in moments if moment is not None]
    start, end = min(known, default=0), max(known, default=0)
    return start, max(end, start + 1)


class Scale:
    """From microseconds to percentages of the picture's width."""

    def __init__(self, start, end):
        self.start, self.end = start, end

    def at(self, moment):
        part = (moment - self.start) / (self.end - self.start)
        return min(max(part, 0), 1) * 100

    def bar(self, start, end):
        left, right = self.at(start), self.at(end)
        width = max(right - left, 100 / CELLS)
        return {"x": number(min(left, 100 - width)), "width": number(width)}

    def cell(self, moment):
        return self.at(moment) * CELLS / 100

    def cells(self, first, last):
        """Give the bar of a run of cells."""
        across = 100 / CELLS
        return {"x": number(first * across), "width": number((last - first) * across)}


def number(value):
    """Write a number as SVG reads it, whatever the language of the page."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def spans(found):
    """Give (lane, start, end) of everybody, waiting or not."""
    hops = {h["name"]: h for h in found["hops"]}
    start, end = extent_of(found)
    over = found["duration"]
    told = [("S", start, end), ("F", 0, over)]
    if view := hops.get("view"):
        told.append(("V", view["start"], view["end"]))
    for render in found["templates"].get("renders", []):
        if render["parent"] is None and render["start"] is not None:
            told.append(("T", render["start"], render["start"] + (render["time"] or 0)))
    for query in found["queries"]["rows"]:
        took = query["time"] + (query["fetch_time"] or 0)
        told.append(("M", query["start"], query["start"] + took))
    return [
        (LANES.index(role), start, end)
        for role, start, end in told
        if start is not None and end is not None
    ]


def waiting(inner, depth, scale):
    """Give the pale bars of a lane; the innermost waits for nobody that is drawn."""
    if depth == len(LANES) - 1:
        return []
    return [scale.bar(s, e) for lane, s, e in inner if lane == depth][:MOST_PALE]


def at_work(inner):
    """Give (start, end, lane): who was at work when, the innermost of those who are in."""
    edges = [(start, 1, lane) for lane, start, _ in inner]
    edges += [(end, -1, lane) for lane, _, end in inner]
    inside, before, worked = [0] * len(LANES), None, []
    for moment, step, lane in sorted(edges):
        deepest = max((n for n, count in enumerate(inside) if count > 0), default=None)
        if deepest is not None and moment > before:
            worked.append((before, moment, deepest))
        inside[lane] += step
        before = moment
    return worked


def painted(worked, scale):
    """Give (first cell, cell after the last, lane): the same, as coarse as the picture.

    The innermost are painted last, so that a short query is always seen.
    """
    row = [None] * CELLS
    for start, end, lane in sorted(worked, key=lambda each: each[2]):
        first = min(int(scale.cell(start)), CELLS - 1)
        last = max(first + 1, round(scale.cell(end)))
        row[first:last] = [lane] * (min(last, CELLS) - first)
    runs, first = [], 0
    for place in range(1, CELLS + 1):
        if place == CELLS or row[place] != row[first]:
            if row[first] is not None:
                runs.append((first, place, row[first]))
            first = place
    return runs


def turns(runs):
    """Give the upright lines where one hands over to another."""
    for (_, last, lane), (first, _, following) in zip(runs, runs[1:], strict=False):
        if last == first:
            yield {
                "x": number(first * 100 / CELLS),
                "top": str(min(lane, following) * HEIGHT + MIDDLE),
                "bottom": str(max(lane, following) * HEIGHT + MIDDLE),
            }


def ticks(scale):
    """Give round moments to write under the picture."""
    length = scale.end - scale.start
    step = next(
        step * 10**power
        for power in range(12)
        for step in STEPS
        if length / (step * 10**power) < TICKS
    )
    for moment in range(0, length + 1, step):
        place = scale.at(scale.start + moment)
        if place < 94:  # the last would be cut off
            yield {"x": number(place), "time": moment}


def hop(each, found, scale):
    """Give a hop as the list shows it."""
    start, end = each["start"], each["end"]
    known = start is not None and end is not None
    station = stations.station(each["name"], found)
    time = each.get("time", end - start if known else None)
    if each["name"] == "models":
        time = database_time(found)
    return each | {
        "title": station["title"],
        "sentence": station["sentence"],
        "room": station["room"],
        "time": time,
        "is_coarse": each["precision"] > 1,
        "bar": scale.bar(start, end) if known else None,
    }


def database_time(found):
    """Give what all queries took, fetching included: SQLite does most of its work then."""
    said = found["queries"]
    fetching = sum(row["fetch_time"] or 0 for row in said["rows"])
    return said["time"] + fetching
