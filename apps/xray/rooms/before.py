"""Before Django: nginx, the server that runs Python, the uwsgi packet, the WSGI environ."""

from collections import Counter

from ..stations import server as server_name
from .wording import plural

KINDS = {
    "runserver": (
        "runserver, Django's own server for development, took the request from the "
        "browser and called the Python program, once."
    ),
    "gunicorn": "gunicorn took the request and had one of its workers call the program.",
    "test": "A test called the program, without any server in between.",
}
WHY = (
    "Browsers speak HTTP over a network; a Python program is a function that waits to be "
    "called. A server stands between the two, so that one program can answer many people."
)
PUT_BY = {
    "client": ("Your browser", "a header of the request becomes HTTP_… here"),
    "nginx": ("nginx", "each is a uwsgi_param of its configuration"),
    "server": ("The server", "what CGI and WSGI ask for, and what it adds"),
    "process": ("The process", "environment variables; their values are never kept"),
    "django": ("Django", "its handler writes the path anew"),
    "layer": ("Middleware", "a layer that leaves a note for those further in"),
    "program": ("The program", "a note left while the request was being answered"),
    "xray": ("X-ray", "it keeps here when Django heard of the request"),
}
MOST_BYTES = 8192  # of the packet that are drawn


def server(found):
    """Who took the call, and who ran the program."""
    said = found["server"]
    return {
        "happened": happened(said, found),
        "why": WHY,
        "server": said,
        "title_of_server": server_name(found),
        "nginx": said.get("nginx"),
        "uwsgi": said.get("uwsgi"),
    }


def happened(said, found):
    uwsgi, nginx = said.get("uwsgi"), said.get("nginx")
    if uwsgi:
        first = "nginx took the call and handed it on" if nginx else "The call came"
        return (
            f"{first} to uWSGI through a {uwsgi['socket'] or 'network'} socket. "
            f"Worker {uwsgi['worker']} of {uwsgi['workers']} was free and called the "
            "Python program, once."
        )
    name = server_name(found)
    return KINDS.get(
        said["kind"], f"The {name} took the request and called the program."
    )


def packet(found):
    """The bytes that nginx sent to uWSGI, drawn one by one."""
    sent = found["packet"]
    if not sent:
        return None
    return {
        "happened": (
            f"The request reached uWSGI as {plural(sent['bytes'], 'byte')}: a head of "
            f"four, and {plural(len(sent['vars']), 'variable')}, each with its length "
            "in front."
        ),
        "why": (
            "nginx has read and understood the request already. In this form, whoever "
            "comes next need not do that again: it counts instead of searching."
        ),
        "packet": sent,
        "head": head_bytes(sent),
        "variables": list(variables(sent)),
    }


def head_bytes(sent):
    """Give the four bytes of the head with what each says."""
    head = [sent["head"][n : n + 2] for n in range(0, 8, 2)]
    return [
        {
            "bytes": head[:1],
            "means": f"modifier1 = {sent['modifier1']}: a WSGI request",
        },
        {"bytes": head[1:3], "means": f"size = {sent['size']}, the low byte first"},
        {"bytes": head[3:], "means": f"modifier2 = {sent['modifier2']}"},
    ]


def variables(sent):
    """Give each variable as it lay in the packet: length, key, length, value."""
    drawn = 0
    for each in sent["vars"]:
        key = each["key"].encode("latin-1", "replace")
        value = (each["value"] or "").encode("latin-1", "replace")
        shown = not each["redacted"] and drawn < MOST_BYTES
        drawn += len(key) + (len(value) if shown else 0)
        yield each | {
            "key_length": hexed(len(key).to_bytes(2, "little")),
            "key_bytes": [cell(byte) for byte in key],
            "value_length": hexed(min(each["length"], 65535).to_bytes(2, "little")),
            "value_bytes": [cell(byte) for byte in value] if shown else [],
        }


def hexed(data):
    return [f"{byte:02x}" for byte in data]


def cell(byte):
    """Give a byte as a letter where it is one, and as its number."""
    letter = chr(byte) if 33 <= byte < 127 else "␠" if byte == 32 else "·"
    return {"letter": letter, "hex": f"{byte:02x}"}


def environ(found):
    """The dictionary that WSGI hands over, by who put each key there."""
    rows = found["environ"]
    counts = Counter(row["put_by"] for row in rows)
    groups = [
        {
            "who": PUT_BY[by][0],
            "what": PUT_BY[by][1],
            "rows": [row for row in rows if row["put_by"] == by],
        }
        for by in PUT_BY
        if counts[by]
    ]
    return {
        "happened": (
            "What is known of the request became a Python dictionary of "
            f"{plural(len(rows), 'key')}, and Django made its request object of it."
        ),
        "why": (
            "Every Python web server hands over the same kind of dictionary; that "
            "agreement is WSGI. So any framework runs under any server."
        ),
        "groups": groups,
        "count": len(rows),
    }


ROOMS = (
    ("server", "S", "The server", server),
    ("packet", "S", "The uwsgi packet", packet),
    ("environ", "F", "WSGI: the environ", environ),
)
