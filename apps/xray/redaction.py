"""What may reach the store: what a list here allows, and nothing else.

Nothing is taken out of what was written; it is not written. Each function gives what
may be kept of a value, so a value that is not asked for here is not kept at all.
"""

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote

from django.conf import settings

MOST = 500  # characters of one value
LONGEST_NAME = 200
HIDDEN = "…"
NEVER = {"cookie", "set-cookie", "authorization", "proxy-authorization"}
# Headers of a request that say what browser it is and what it can read.
REQUEST_HEADERS = {
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "dnt",
    "expect",
    "host",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "origin",
    "pragma",
    "priority",
    "range",
    "save-data",
    "te",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-request-id",
    "x-requested-with",
}
# Headers of a response that say what it is and how it may be used.
RESPONSE_HEADERS = {
    "accept-ranges",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "age",
    "allow",
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-range",
    "content-type",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "etag",
    "expires",
    "last-modified",
    "permissions-policy",
    "pragma",
    "referrer-policy",
    "retry-after",
    "server",
    "server-timing",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "x-accel-expires",
    "x-content-type-options",
    "x-frame-options",
    "x-request-id",
    "x-robots-tag",
}
# Of those of a request, what the browser itself says of this very request; the others
# say who it is and which way it came.
OF_BROWSERS = REQUEST_HEADERS - {
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "te",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-request-id",
}
OF_BROWSERS |= {"referer", "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform"}
OF_BROWSERS |= {f"sec-fetch-{what}" for what in ("dest", "mode", "site", "user")}
POLICIES = {"content-security-policy", "content-security-policy-report-only"}
ADDRESSES = {"x-forwarded-for", "x-real-ip"}
# What CGI, PEP 3333 and the servers put into the environ, and no secret can be in.
ENVIRON = {
    "CONTENT_LENGTH",
    "CONTENT_TYPE",
    "GATEWAY_INTERFACE",
    "HTTPS",
    "REMOTE_PORT",
    "REQUEST_ID",
    "REQUEST_METHOD",
    "REQUEST_SCHEME",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "SERVER_SOFTWARE",
    "UWSGI_SCHEME",
}
SERVERS = re.compile(r"(wsgi|uwsgi|gunicorn|waitress|XRAY)[._]")
PLAIN = str, int, float, bool, tuple
NUMBER = re.compile(r"-?\d{1,6}")
PLAIN_WORD = re.compile(r"[a-z][a-z_-]{0,23}(\.[a-z]{1,5})?|\d{1,6}")
ARGUMENT = re.compile(
    r"<(?:[^<>:]+:)?([^\W\d]\w*)>"
)  # in a route that path() was given
OF_AN_EXPRESSION = re.compile(r"[\\^$(*+?]")  # never in such a route
# A number by one of these names opens something, or is somebody's.
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
PRIVATE_WORDS = {
    "auth", "code", "cvc", "cvv", "key", "otp", "pass", "passcode", "passwd", "password",
    "pin", "pwd", "secret", "sig", "signature", "tan", "token",
}  # fmt: skip
LITERAL = re.compile(r"\$(\w*)\$.*?\$\1\$|'(?:[^'\\]|''|\\.)*'", re.S)
QUOTED = re.compile(r'"(?:[^"\\]|""|\\.)*"', re.S)
COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.S)
ESCAPED_QUOTE = re.compile(r"'.*\\'.*'|'.*\\'.*", re.S)
LONG_NUMBER = re.compile(r"\b(0x[0-9a-f]+|\d{7,})\b", re.I)
PLAIN_NAME = re.compile(r"[A-Za-z_][\w.:\[\]-]{0,59}", re.A)
MIXED = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{12,}")
MAIL = re.compile(r"[^\s:/,;<>]+@[^\s:/,;<>]+")
TOKEN = re.compile(r"(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{12,}|[\w+/=]{24,}")


def allowed_values():
    return set(getattr(settings, "XRAY_ALLOWED_VALUES", ()))


def value(name, raw, shown=None):
    """Write a value as the trace does; `shown` is what may be kept of it, or None."""
    text = raw if isinstance(raw, str) else str(raw) if isinstance(raw, PLAIN) else ""
    kept = None if shown is None else str(shown)[:MOST]
    return {
        "name": name[:LONGEST_NAME],
        "type": type(raw).__name__,
        "value": kept,
        "length": len(text.encode("utf-8", "replace")),
        "redacted": kept != text,
    }


def is_allowed(name, raw):
    """Say whether an argument may be kept: a small number, or on the site's list."""
    if name in allowed_values():
        return True
    if PRIVATE_WORDS.intersection(w.lower() for w in WORDS.findall(name)):
        return False
    if isinstance(raw, int):
        return True
    return isinstance(raw, str) and bool(NUMBER.fullmatch(raw))


def argument(name, raw):
    return value(name, raw, raw if is_allowed(name, raw) else None)


def header(name, raw, allowed):
    """Write a header: all of it, what may be kept of it, or only that it was there."""
    return value(name, raw, shown_of_header(name.lower(), raw, allowed))


def shown_of_header(name, raw, allowed):
    if name in NEVER:
        return None
    if name in allowed:
        return raw
    if name in POLICIES:
        return re.sub(r"'nonce-[^']*'", f"'nonce-{HIDDEN}'", raw)
    if name in ADDRESSES:
        return address(raw)
    if name == "content-disposition":  # a file may be named after somebody
        kind, semicolon, _ = raw.partition(";")
        return f"{kind}; {HIDDEN}" if semicolon else kind
    if name in {"location", "content-location"}:
        return url(raw)
    own = getattr(settings, "XRAY_ALLOWED_HEADERS", ())
    return raw if name in {each.lower() for each in own} else None


def address(text):
    """Give an IP address without its end; this machine's own is nobody's."""
    try:
        ip = ip_address(text.strip())
    except ValueError:
        return None
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback:
        return str(ip)
    if ip.version == 4:
        return ".".join([*str(ip).split(".")[:3], "*"])
    return ":".join([*(f"{int(g, 16):x}" for g in ip.exploded.split(":")[:3]), "*"])


def path(text, match=None):
    """Give a path; of what stood in it for an argument, only what may be kept.

    It may stand there in other letters than the view got it: %-encoded, as the bytes
    of WSGI, or before a converter made an object of it. So what is compared is the
    decoded path, and what is hidden is what stands at the argument's place.
    """
    plain = decoded(text)
    if match is None:
        shown = words_of(plain)
    elif (pattern := pattern_of(match.route)) and (found := pattern.search(plain)):
        shown = without_arguments(plain, found, match)
    else:
        shown = without_captured(plain, match)
    return text if shown == plain else shown


def decoded(text):
    """Give a path as Django compares it with its patterns."""
    try:
        return unquote(text).encode("latin-1").decode()
    except UnicodeError:
        return unquote(text)


def words_of(text, known=()):
    """Keep of a path what is a plain word or a small number, and what is known."""
    parts = text.split("/")
    return "/".join(
        p if not p or p in known or PLAIN_WORD.fullmatch(p) else HIDDEN for p in parts
    )


@lru_cache(500)
def pattern_of(route):
    """Give an expression that finds each argument of a route that path() was given."""
    if OF_AN_EXPRESSION.search(ARGUMENT.sub("", route)):
        return None
    before, *rest = ARGUMENT.split(route)
    found = zip(rest[::2], rest[1::2], strict=True)
    groups = (f"(?P<{name}>.+?){re.escape(literal)}" for name, literal in found)
    return re.compile(f"{re.escape(before)}{''.join(groups)}\\Z", re.S)


def without_arguments(text, found, match):
    named, shown = match.captured_kwargs or {}, text
    for name in reversed(found.groupdict()):  # from the end, so that places stay
        is_number = NUMBER.fullmatch(found[name])
        value = named.get(name, found[name])
        if name not in allowed_values() and not (is_number and is_allowed(name, value)):
            shown = shown[: found.start(name)] + HIDDEN + shown[found.end(name) :]
    return shown


def without_captured(text, match):
    """Take the arguments out of a path that an expression matched."""
    named = match.captured_kwargs or {}
    for name, raw in [*named.items(), *(("", each) for each in match.args)]:
        if not is_allowed(name, raw) and str(raw):
            text = text.replace(str(raw), HIDDEN)
    hidden = (part for part in text.split("/") if HIDDEN in part)
    return words_of(text, {*hidden, *re.split(r"[/^$]", match.route)})


def query(text):
    """Give the parameters of a query string, as values."""
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=None)
    return [parameter(name, raw) for name, raw in pairs[:100]]


def parameter(name, raw):
    """Write a parameter; what has no value is one, written where names stand."""
    if PLAIN_NAME.fullmatch(name) and (raw or not MIXED.search(name)):
        return argument(name, raw)
    return value(HIDDEN, raw) | {"redacted": True}


def query_string(text):
    return "&".join(
        f"{each['name']}={HIDDEN if each['value'] is None else each['value']}"
        for each in query(text)
    )


def url(text, match=None):
    """Give an address: its host, its path without arguments, its parameters' names."""
    before, mark, parameters = text.partition("?")
    scheme, colon, rest = before.partition("://")
    host, slash, rest = rest.partition("/") if colon else ("", "/", scheme.lstrip("/"))
    host = host.rpartition("@")[2]  # before it stand a name and a password
    start = f"{scheme}://{host}" if colon else ""
    shown = start + (path(slash + rest, match) if slash else "")
    return shown + (mark + query_string(parameters) if mark else "")


def environ(key, raw, match=None):
    """Give what may be kept of a value in the WSGI environ, or None."""
    if not isinstance(raw, str):
        is_plain = isinstance(raw, PLAIN) and SERVERS.match(key)
        return str(raw) if is_plain else None
    if key.startswith("HTTP_"):
        name = key[5:].replace("_", "-").lower()
        return shown_of_header(name, raw, REQUEST_HEADERS)
    if key == "PATH_INFO":
        return path(raw, match)
    if key in {"REQUEST_URI", "RAW_URI"}:
        return url(raw, match)
    if key == "QUERY_STRING":
        return query_string(raw)
    if key == "REMOTE_ADDR":
        return address(raw)
    return raw if key in ENVIRON or SERVERS.match(key) else None


def sql(text, vendor):
    """Give SQL without the texts, long numbers and comments that stand in it."""
    # Whether \' ends a text, only the database knows: then all up to the last one goes.
    text = ESCAPED_QUOTE.sub(f"'{HIDDEN}'", text)
    text = LITERAL.sub(f"'{HIDDEN}'", COMMENT.sub("", text))
    if vendor == "mysql":  # elsewhere double quotes are around names
        text = QUOTED.sub(f'"{HIDDEN}"', text)
    return LONG_NUMBER.sub(HIDDEN, text)


def cache_key(key):
    return TOKEN.sub(HIDDEN, MAIL.sub(HIDDEN, str(key)))[:MOST]
