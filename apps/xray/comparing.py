"""Two traces side by side: what differs between them, part by part.

Each function takes two documents and gives rows for `xray/trace_compare.html`. A row
says of each side what it was, and `differs`.
"""

from . import sources
from .rooms.data import short
from .rooms.rendering import KINDS, title
from .templatetags.xray import ms, size

MOST = 60  # rows of one part
# Times are never the same twice. They differ if it is more than this.
NOISE = 0.2, 300  # part of the longer one; microseconds
# Headers that are others in each response.
ALWAYS_OTHERS = {"Date", "X-Request-ID"}


def compared(a, b):
    """Give every part of the comparison."""
    return {
        "facts": facts(a, b),
        "headers": headers(a, b),
        "cookies": cookies(a, b),
        "layers": layers(a, b),
        "queries": queries(a, b),
        "templates": templates(a, b),
        "view": view(a, b),
    }


def fact(name, left, right, show=str):
    return {
        "name": name,
        "a": "none" if left is None else show(left),
        "b": "none" if right is None else show(right),
        "differs": left != right,
    }


def time(name, left, right):
    """Compare two lengths of time, which differ only if it shows."""
    row = fact(name, left, right, ms)
    if left is not None and right is not None:
        away = abs(left - right)
        row["differs"] = away > max(NOISE[0] * max(left, right), NOISE[1])
    return row


def weight(name, left, right):
    """Compare two compressed sizes, which a token makes others each time."""
    row = fact(name, left, right, size)
    if left and right:
        row["differs"] = abs(left - right) > 0.01 * max(left, right)
    return row


def facts(a, b):
    """Compare what can be said in a word or a number."""

    def both(name, get, show=str):
        return fact(name, get(a), get(b), show)

    def packed(found):
        return (found["response"]["compressed"] or {}).get("bytes")

    return [
        both("Status", lambda f: f["response"]["status"]),
        both("Who asked", lambda f: f["request"]["who"]),
        both("View", lambda f: (f["view"] or {}).get("name")),
        time("Time in Django", a["duration"], b["duration"]),
        both("Queries", lambda f: f["queries"]["count"]),
        time("Time of the queries", a["queries"]["time"], b["queries"]["time"]),
        time(
            "Time of the templates",
            a["templates"].get("time"),
            b["templates"].get("time"),
        ),
        both("Layers of middleware", lambda f: len(f["middleware"])),
        both("Size of the page", lambda f: f["response"]["length"], size),
        weight("Compressed", packed(a), packed(b)),
        both("An error", lambda f: (f["error"] or {}).get("type")),
    ]


def headers(a, b):
    """Compare the headers of the responses; those that differ come first."""

    def shown(found):
        rows = found["response"]["headers"]
        return {row["name"]: row for row in rows}

    left, right = shown(a), shown(b)
    rows = [
        fact(name, left.get(name), right.get(name), header_text)
        for name in {**left, **right}
    ]
    for row in rows:
        if row["name"] in ALWAYS_OTHERS and "none" not in (row["a"], row["b"]):
            row["differs"] = False
    return parted(rows)


def header_text(row):
    return f"({row['length']} bytes, held back)" if row["redacted"] else row["value"]


def cookies(a, b):
    """Compare which cookies were set."""

    def names(found):
        return {each["name"] for each in found["response"]["cookies"]}

    left, right = names(a), names(b)
    return parted(
        fact(name, "set" if name in left else None, "set" if name in right else None)
        for name in sorted(left | right)
    )


def layers(a, b):
    """Compare the onion: which layers there were, and how long each took."""

    def times(found):
        return {
            row["path"]: row["in_time"] + row["out_time"] for row in found["middleware"]
        }

    left, right = times(a), times(b)
    return parted(
        time(path, left.get(path), right.get(path))
        for path in merged(list(left), list(right))
    )


def merged(left, right):
    """Give the names of both lists, each where the one that has it says."""
    found = list(left)
    for number, name in enumerate(right):
        if name not in found:
            before = right[number - 1] if number else None
            found.insert(found.index(before) + 1 if before else 0, name)
    return found


def queries(a, b):
    """Compare how often each statement was asked, and how long all of them took."""

    def counted(found):
        seen = {}
        for row in found["queries"]["rows"]:
            each = seen.setdefault(row["sql"], {"count": 0, "time": 0, "row": row})
            each["count"] += 1
            each["time"] += row["time"] + (row["fetch_time"] or 0)
        return seen

    left, right = counted(a), counted(b)
    nothing = {"count": 0, "time": 0}
    rows = []
    for sql in {**left, **right}:
        one, other = left.get(sql, nothing), right.get(sql, nothing)
        rows.append(
            {
                "sql": sql,
                "short": short(sql),
                "row": (right.get(sql) or left[sql])["row"],
                "a": one,
                "b": other,
                "differs": one["count"] != other["count"],
                "more": abs(other["count"] - one["count"]),
            }
        )
    return parted(rows)


def templates(a, b):
    """Compare which templates and blocks were rendered, and how often."""

    def counted(found):
        seen = {}
        for row in found["templates"].get("renders", []):
            key = f"{KINDS.get(row['kind'], row['kind'])} {title(row)}"
            seen[key] = seen.get(key, 0) + 1
        return seen

    left, right = counted(a), counted(b)
    rows = [fact(key, left.get(key, 0), right.get(key, 0)) for key in {**left, **right}]
    return parted(rows)


def view(a, b):
    """Show the view's lines, marked by the journeys that went through them.

    Only replays know lines. None: no lines are known, or the source is not shown.
    """
    one, other = a["view"] or {}, b["view"] or {}
    shown = one if one.get("lines") else other
    place = shown.get("place")
    if not shown.get("lines") or not place or not shown.get("end_line"):
        return None
    text = sources.python_lines(a if shown is one else b, place["in"], place["file"])
    if text is None:
        return None
    same = one.get("place") == other.get("place")
    left = set(one.get("lines") or ()) if shown is one or same else set()
    right = set(other.get("lines") or ()) if shown is other or same else set()
    first, last = place["line"], shown["end_line"]
    return {
        "place": place,
        "lines": [
            {"line": n, "text": text[n - 1], "a": n in left, "b": n in right}
            for n in range(first, min(last, len(text)) + 1)
        ],
    }


def parted(rows):
    """Part the rows that differ from those that are alike."""
    rows = list(rows)
    return {
        "differing": [row for row in rows if row["differs"]][:MOST],
        "alike": [row for row in rows if not row["differs"]][:MOST],
    }
