"""The response: what went back, and who may keep it."""

from .wording import plural

WHY = (
    "The status and the headers are for machines: they tell the browser, and every cache "
    "on the way, what this is and what may be done with it."
)
KEEPERS = {
    "browser": "Your browser",
    "shared": "A cache that many people share",
    "nginx": "nginx",
}


def response(found):
    """Status, headers, size, compressed size, and whether it may be cached, and why."""
    said = found["response"]
    length, packed = said["length"], said["compressed"]
    size = "" if length is None else f": {plural(length, 'byte')}"
    smaller = ""
    if packed and length and packed["bytes"] < length:
        smaller = f", which travel as {plural(packed['bytes'], 'byte')} when compressed"
    return {
        "happened": f"The answer was {said['status']} {said['reason']}{size}{smaller}.",
        "why": WHY,
        "response": said,
        "request": found["request"],
        "part": round(100 * packed["bytes"] / length) if smaller else None,
        "keepers": [
            {"who": KEEPERS[name]} | verdict for name, verdict in said["cache"].items()
        ],
    }


ROOMS = (("response", "S", "The response", response),)
