"""May a response be kept, by whom, for how long, and which rule says so (RFC 9111)."""

from email.utils import parsedate_to_datetime

# RFC 9110 §15.1: what may be kept although nothing is said about it.
HEURISTIC = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501}


def verdicts(method, had_authorization, status, headers, sets_cookie):
    """Give what each of three keepers may do: {"may", "seconds", "why"}."""
    names = {name.lower(): value for name, value in headers.items()}
    asked = method, had_authorization, status, names, sets_cookie
    return {
        "browser": in_browser(method, status, names),
        "shared": in_shared(*asked),
        "nginx": in_nginx(*asked),
    }


def directives(names):
    """Give {"max-age": "60", "private": ""} of Cache-Control."""
    parts = names.get("cache-control", "").lower().split(",")
    pairs = (part.strip().partition("=") for part in parts if part.strip())
    return {name: value.strip('"') for name, _, value in pairs}


def no(why):
    return {"may": False, "seconds": None, "why": why}


def yes(seconds, why):
    return {"may": True, "seconds": seconds, "why": why}


def in_browser(method, status, names):
    said = directives(names)
    if method not in {"GET", "HEAD"}:
        return no(f"Answers to {method} are not kept.")
    if "no-store" in said:
        return no("Cache-Control: no-store forbids it to everybody.")
    if "no-cache" in said:
        return yes(0, "Cache-Control: no-cache: kept, but asked about before each use.")
    if "max-age" in said:
        return by_age(said["max-age"], "Cache-Control: max-age")
    return by_date(status, names)


def by_age(text, rule):
    seconds = int(text) if text.isdigit() else 0
    if not seconds:
        return yes(0, f"{rule}=0: kept, but stale at once, so asked about.")
    return yes(seconds, f"{rule} says for how long.")


def by_date(status, names):
    if "expires" in names:
        try:
            until = parsedate_to_datetime(names["expires"])
            since = parsedate_to_datetime(names["date"]) if "date" in names else None
        except ValueError:
            return yes(0, "Expires is no date: stale at once (RFC 9111 §5.3).")
        seconds = round((until - since).total_seconds()) if since else None
        return yes(seconds, "Expires says until when.")
    if status not in HEURISTIC:
        return no(
            f"Nothing is said, and a {status} is not kept unasked (RFC 9110 §15.1)."
        )
    if "last-modified" in names:
        return yes(
            None,
            "Nothing is said; a browser may guess from Last-Modified (RFC 9111 §4.2.2).",
        )
    return yes(None, "Nothing is said; a browser may keep it for its “back” button.")


def in_shared(method, had_authorization, status, names, sets_cookie):
    """What a cache that many people use may do: a proxy, a content delivery network."""
    said = directives(names)
    if "private" in said:
        return no("Cache-Control: private: for the browser of one person only.")
    if names.get("vary", "").strip() == "*":
        return no("Vary: * says that no two requests are alike.")
    if sets_cookie:
        return no("It sets a cookie: caches leave such an answer alone.")
    if (
        had_authorization
        and not {"public", "s-maxage", "must-revalidate"} & said.keys()
    ):
        return no("The request carried Authorization (RFC 9111 §3.5).")
    if "s-maxage" in said and "no-store" not in said:
        return by_age(said["s-maxage"], "Cache-Control: s-maxage")
    found = in_browser(method, status, names)
    if found["may"] and found["seconds"] is None and "expires" not in names:
        return no("Nothing is said; shared caches keep what says how long.")
    return found


def in_nginx(method, had_authorization, status, names, sets_cookie):
    """What nginx does, if it has a cache: X-Accel-Expires is a word to it alone."""
    seconds = names.get("x-accel-expires", "")
    if sets_cookie:
        return no("It sets a cookie; nginx keeps no such answer.")
    if names.get("vary", "").strip() == "*":
        return no("Vary: * says that no two requests are alike.")
    if seconds.isdigit() and int(seconds):
        return yes(int(seconds), "X-Accel-Expires says for how long.")
    if seconds:
        return no("X-Accel-Expires: 0 tells nginx not to.")
    return no("No X-Accel-Expires: nothing tells nginx to keep it.")
