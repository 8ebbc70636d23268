"""How Django found the view, and the view itself."""

from .. import colours, sources
from .wording import milliseconds, plural

MOST_LINES = 120
WHY_URL = (
    "Addresses are for people, names are for code. This table joins the two, so that "
    "either can change without the other."
)
WHY_VIEW = (
    "A view is a function: a request goes in, a response comes out. It decides which data "
    "the page shows, and leaves to the template how that looks."
)


def url(found):
    """Each pattern that was tried, in order, and the one that matched."""
    said = found["url"]
    if not said:
        return None
    match, count = said["match"], len(said["tried"])
    if match:
        happened = (
            f"Django compared the path with {plural(count, 'pattern')}, from the top, until "
            f"one fitted: {match['route'] or '(the empty path)'}. It stands for the "
            f"view {match['view'].rpartition('.')[2]}."
        )
    else:
        happened = (
            f"Django compared the path with {plural(count, 'pattern')}, and none fitted: "
            "there is no such page (404)."
        )
    return {
        "happened": happened,
        "why": WHY_URL,
        "url": said,
        "tried": [each | {"tab": " " * 4 * each["depth"]} for each in said["tried"]],
        "match": match,
        "arguments": arguments(match),
        "time": said["end"] - said["start"],
    }


def arguments(match):
    return [
        f"{each['name']}={'…' if each['value'] is None else each['value']}"
        for each in (match or {}).get("arguments", [])
    ]


def view(found):
    """The function that answered: its source, its decorators, how it was called."""
    said = found["view"]
    if not said:
        return None
    call = ", ".join(["request", *arguments((found["url"] or {}).get("match"))])
    took = None if said["end"] is None else said["end"] - said["start"]
    shape = "" if said["result"] is None else f" It gave back: {said['result']}."
    if found["error"] and not said["result"]:
        shape = " It did not come to an end."
    time = (
        ""
        if took is None
        else f" That took {milliseconds(took)}, all it asked for included."
    )
    return {
        "happened": f"Django called {said['name']}({call}).{time}{shape}",
        "why": WHY_VIEW,
        "view": said,
        "time": took,
        "first_line": said["place"] and said["place"]["line"],
    }


def view_lines(found):
    """Give the source of the view, decorators included; None where it cannot be shown."""
    said = found["view"]
    place = said and said["place"]
    if not place or not place["line"]:
        return None
    lines = sources.python_lines(found, place["in"], place["file"])
    first = min([place["line"], *(each["line"] for each in said["written"])])
    last = min(said["end_line"] or place["line"], first + MOST_LINES)
    if not lines:
        return None
    shown = colours.coloured(lines)[first - 1 : last]
    return [{"number": n, "pieces": pieces} for n, pieces in enumerate(shown, first)]


ROOMS = (
    ("url", "F", "The URL", url),
    ("view", "V", "The view", view),
)
