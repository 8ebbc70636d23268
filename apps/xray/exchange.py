"""What was asked and what was answered: the request and the response."""

import zlib

from django.conf import settings

from . import caching, redaction
from .layers import header

MOST_TO_COMPRESS = 4 * 1024 * 1024
COMPRESSIBLE = ("text/", "application/json", "application/xml", "image/svg+xml")


def asked(recording, environ):
    request, match = recording.request, recording.match
    headers = [
        redaction.header(name, value, redaction.REQUEST_HEADERS)
        for name, value in headers_of_client(recording, environ)
    ]
    return {
        "method": request.method,
        "scheme": request.scheme,
        "host": request.headers.get("host", "")[:200] or None,
        "path": redaction.path(request.path, match),
        "query": redaction.query(request.META.get("QUERY_STRING", "")),
        "protocol": request.META.get("SERVER_PROTOCOL"),
        "headers": headers[:100],
        "cookies": [
            {"name": name[:100], "length": len(value)}
            for name, value in list(recording.cookies.items())[:50]
        ],
        "body": {
            "type": type_of_body(request, environ),
            "length": int_or_none(request.headers.get("content-length")),
            "fields": fields(request),
        },
        "who": who(request),
    }


def headers_of_client(recording, environ):
    """Give the headers that the client sent, by the names that it gave them."""
    for row in environ:
        key = row["key"]
        if row["put_by"] == "client":
            name = key.removeprefix("HTTP_").replace("_", "-").title()
            if value := recording.request.META[key]:
                yield name, value


def type_of_body(request, environ):
    """Give the type that the client named; a server may have made one up."""
    by = {row["put_by"] for row in environ if row["key"] == "CONTENT_TYPE"}
    return None if "server" in by else request.content_type or None


def int_or_none(text):
    return int(text) if text and str(text).isdigit() else None


def fields(request):
    """Give the fields of the form, if the program has read it: nobody else reads it."""
    sent = request.__dict__.get("_post")
    files = request.__dict__.get("_files") or {}
    pairs = (
        [(name, raw) for name, raws in (sent or {}).lists() for raw in raws]
        if sent
        else []
    )
    found = [redaction.value(name[:100], raw) for name, raw in pairs[:100]]
    found += [redaction.value(name[:100], raw) for name, raw in files.items()]
    return found


def who(request):
    """Say who it was, if anybody has asked that."""
    user = request.__dict__.get("user")
    if user is None:
        return None
    if "_wrapped" in getattr(user, "__dict__", {}):
        user = user.__dict__["_wrapped"]
    if not hasattr(user, "is_authenticated"):
        return None
    if not user.is_authenticated:
        return "guest"
    return "staff" if getattr(user, "is_staff", False) else "member"


def answered(recording, moment):
    response, request = recording.response, recording.request
    last = recording.layers.notes[0].response
    length = recording.length if response.streaming else len(recording.body)
    kind = "page"
    if response.streaming:
        is_file = getattr(response, "file_to_stream", None) is not None
        kind = "file" if is_file or "filename" in vars(response) else "stream"
    if length is None:
        length = int_or_none(response.get("Content-Length"))
    return {
        "status": response.status_code,
        "reason": response.reason_phrase,
        "kind": kind,
        "headers": [header(*each) for each in last.headers.items()],
        "cookies": [cookie(*each) for each in response.cookies.items()],
        "type": response.get("Content-Type"),
        "length": length,
        "chunks": recording.chunks,
        "compressed": compressed(recording),
        "handed_over": moment(recording.handed_over),
        "sent": moment(recording.sent),
        "cache": caching.verdicts(
            request.method,
            "authorization" in request.headers,
            response.status_code,
            last.headers,
            bool(response.cookies),
        ),
    }


def cookie(name, morsel):
    kept = {key: str(value) for key, value in morsel.items() if value}
    return {
        "name": name,
        "attributes": kept,
        "length": len(morsel.value),
        "deleted": morsel["max-age"] == 0,
    }


def compressed(recording):
    """Work out how small the body becomes on its way, where it may."""
    request, response, body = recording.request, recording.response, recording.body
    if body is None:
        return None
    if response.get("Content-Encoding"):
        return {"bytes": len(body), "how": "exact"}
    level = getattr(settings, "XRAY_GZIP_LEVEL", 5)
    accepts = "gzip" in request.headers.get("accept-encoding", "")
    is_text = response.get("Content-Type", "").startswith(COMPRESSIBLE)
    if not (level and accepts and is_text and 0 < len(body) <= MOST_TO_COMPRESS):
        return None
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    size = len(packer.compress(body)) + len(packer.flush())
    return {"bytes": size, "how": "estimated"}
