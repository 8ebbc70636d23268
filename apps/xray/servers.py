"""What stands before Django: nginx, and uWSGI, gunicorn or runserver; the WSGI environ."""

import os
import socket
import struct
from time import time

from . import redaction

# nginx's own words, given by uwsgi_param in deploy/nginx/application.conf. The last
# one ends nginx's parameters: what comes behind it are headers of the client.
MARK = "XRAY_"
END = "XRAY_END"
NUMBERS = {"worker_pid", "connection", "connection_request", "bytes"}
# The two headers of the client that have no HTTP_ before their names. Servers write them
# also if none came: without a value, and wsgiref, which is runserver's, with this one.
CGI = {"CONTENT_LENGTH", "CONTENT_TYPE"}
MADE_UP = "text/plain"
STARTED = "xray.started"
NOT_SENT = ("wsgi.", "uwsgi.", "x-wsgiorg.", "xray.")


def uwsgi_module():
    """Give the module that uWSGI lends to the programs inside it; None elsewhere."""
    try:
        import uwsgi  # there is none but inside uWSGI
    except ImportError:
        return None
    return uwsgi


def look(environ):
    """Say what answers, while the request is there to be asked about."""
    module = uwsgi_module() if "uwsgi.version" in environ else None
    software = environ.get("SERVER_SOFTWARE", "")
    kind = kind_of(environ, module, software)
    return {
        "kind": kind,
        "version": version_of(kind, software, environ),
        "interface": "wsgi" if "wsgi.version" in environ else "asgi",
        "multithread": environ.get("wsgi.multithread"),
        "multiprocess": environ.get("wsgi.multiprocess"),
        "pid": os.getpid(),
        "uwsgi": module and look_at_uwsgi(module, environ),
        "nginx": None,
    }


def kind_of(environ, module, software):
    if module:
        return "uwsgi"
    if software.startswith("gunicorn"):
        return "gunicorn"
    if software.startswith("WSGIServer"):
        return "runserver"
    if environ.get("SERVER_NAME") == "testserver":
        return "test"
    return "other"


def version_of(kind, software, environ):
    if kind == "uwsgi":
        version = environ["uwsgi.version"]
        return version.decode() if isinstance(version, bytes) else str(version)
    return software.partition("/")[2] or None


def look_at_uwsgi(module, environ):
    worker = module.worker_id()
    own = next((w for w in module.workers() if w["id"] == worker), {})
    return {
        "worker": worker,
        "workers": module.numproc,
        "core": environ.get("uwsgi.core"),
        "cores": getattr(module, "cores", None),
        # uWSGI counts a request when it is over: this one is not.
        "request": module.total_requests() + 1,
        "worker_request": own.get("requests", 0) + 1,
        "socket": socket_kind(module),
    }


def socket_kind(module):
    """Say through what kind of socket this request came: only a local one is believed."""
    try:
        with socket.socket(fileno=os.dup(module.connection_fd())) as connection:
            return "unix" if connection.family == socket.AF_UNIX else "tcp"
    except OSError:
        return None


def nginx(environ, server):
    """Give what nginx says of itself, if it was nginx who said it."""
    uwsgi = server["uwsgi"]
    if not uwsgi or uwsgi["socket"] != "unix" or END not in environ:
        return None
    said = {
        key[len(MARK) :].lower(): value or None
        for key, value in environ.items()
        if key.startswith(MARK) and key != END
    }
    for name in NUMBERS & said.keys():
        said[name] = int(said[name]) if (said[name] or "").isdigit() else None
    return {
        "version": said.get("version"),
        "worker_pid": said.get("worker_pid"),
        "connection": said.get("connection"),
        "connection_request": said.get("connection_request"),
        "request_id": environ.get("REQUEST_ID"),
        "tls": said.get("tls"),
        "cipher": said.get("cipher"),
        "cache": said.get("cache"),
        "bytes": said.get("bytes"),
        "protocol": environ.get("SERVER_PROTOCOL"),
    }


def nginx_moments(environ, wall):
    """Give (first byte read, handed over) by nginx's clock, in µs from zero."""
    try:
        handed = float(environ["XRAY_MOMENT"])
        took = float(environ["XRAY_SECONDS"])
    except (KeyError, ValueError):
        return None, None
    over = round((handed - wall) * 1e6)
    return over - round(took * 1e6), min(over, 0)


# The environ


def environ_rows(recording):
    """Write the environ, in the order of the dictionary, with who put each key."""
    environ, match = recording.request.META, recording.match
    end = list(environ).index(END) if recording.nginx else -1
    by_layer = {key: n.path for n in recording.layers.notes for key in n.put}
    later = put_later(environ)
    rows = []
    for number, (key, raw) in enumerate(environ.items()):
        by = put_by(key, raw, recording, by_layer, number <= end)
        if by != "layer" and key in later:
            by = "program"
        shown = redaction.environ(key, raw, match) if by != "process" else None
        row = redaction.value(key, raw, shown)
        row = {"key": row.pop("name"), "put_by": by} | row
        if key in by_layer:
            row["layer"] = by_layer[key]
        rows.append(row)
    return rows


def put_later(environ):
    """Give the keys that came while the request was answered: a dictionary keeps order.

    X-ray's own is the last before Django makes its request, which adds at most two.
    """
    keys = list(environ)
    if STARTED not in environ:
        return set()
    return set(keys[keys.index(STARTED) + 1 :]) - {"PATH_INFO", "SCRIPT_NAME"}


def put_by(key, raw, recording, by_layer, is_before_end):
    if key.startswith("xray."):
        return "xray"
    if key in by_layer:
        return "layer"
    if recording.rewritten.get(key, raw) != raw:
        return "django"
    if key.startswith(NOT_SENT):
        return "server"
    if recording.nginx:
        return nginx_or_client(key, raw, is_before_end)
    if recording.server["kind"] == "runserver" and os.environ.get(key) == raw:
        return "process"
    if key.startswith("HTTP_") or (key in CGI and raw):
        return "server" if is_made_up(key, raw, recording) else "client"
    return "server"


def is_made_up(key, raw, recording):
    """Say whether it is the type that wsgiref gives to what has no body."""
    is_wsgiref = recording.server["kind"] == "runserver"
    is_it = is_wsgiref and (key, raw) == ("CONTENT_TYPE", MADE_UP)
    return is_it and not recording.request.META.get("CONTENT_LENGTH")


def nginx_or_client(key, raw, is_before_end):
    """Tell a uwsgi_param from a header: nginx sends its parameters first."""
    if key in CGI:
        return "client" if raw else "nginx"  # it passes on what it was told
    return "client" if key.startswith("HTTP_") and not is_before_end else "nginx"


def packet(recording):
    """Put the uwsgi packet together again: each variable with where it began."""
    if recording.server["kind"] != "uwsgi":
        return None
    offset, rows = 4, []
    layers = {key for note in recording.layers.notes for key in note.put}
    for key, raw in sent(recording, layers | put_later(recording.request.META)):
        data = raw.encode("latin-1")
        shown = redaction.environ(key, raw, recording.match)
        rows.append(
            {
                "key": key,
                "value": shown,
                "length": len(data),
                "offset": offset,
                "redacted": shown != raw,
            }
        )
        offset += 2 + len(key.encode("latin-1")) + 2 + len(data)
    size = offset - 4
    head = struct.pack("<BHB", 0, size & 0xFFFF, 0)
    return {
        "modifier1": 0,
        "modifier2": 0,
        "size": size,
        "bytes": offset,
        "head": head.hex(),
        "vars": rows,
    }


def sent(recording, later):
    """Give the (key, value) pairs that came through the socket, as they came."""
    for key, raw in recording.request.META.items():
        value = recording.rewritten.get(key, raw)
        if value is None or not isinstance(value, str) or key in later:
            continue
        if not key.startswith(NOT_SENT):
            yield key, value


def wall():
    return time()
