"""What several steps of lab 07 ask, and what they share."""

from apps.labs.checking import Refused, document

from .check_records import (
    END,
    REQUEST_COMPLETE,
    STREAMS,
    read_reply,
    spec,
)

PORT, FRONT = 9000, 8010
GET = {b"REQUEST_METHOD": b"GET", b"QUERY_STRING": b""}

RESPONDERS = spec(
    "6.2",
    "A responder is sent PARAMS and then STDIN, which are a CGI script's environment and "
    "standard input; it sends STDOUT, which is what a CGI script would write.",
)
KEEP_CONN = spec(
    "5.1",
    "Flag KEEP_CONN: if it is set, the connection stays open after the answer; if not, "
    "the application closes it.",
)
NGINX = document(
    "nginx, ngx_http_fastcgi_module",
    "fastcgi_pass",
    "nginx passes a request to a FastCGI server and makes HTTP of what comes back. With "
    "fastcgi_keep_conn its connections stay open.",
    "https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html",
)


def responder(bench, **options):
    return bench.shared("responder.py", **options)


def complete(bench, wire, number):
    """Read a reply; its request has ended well."""
    reply = read_reply(wire, number)
    is_complete(bench, wire, reply)
    return reply


def is_complete(bench, wire, reply):
    bench.expect(
        reply.protocol_status == REQUEST_COMPLETE,
        f"END_REQUEST has the protocol status REQUEST_COMPLETE, {REQUEST_COMPLETE}.",
        got=f"It has {reply.protocol_status}.",
        wire=wire,
        clause=END,
    )
    bench.expect(
        reply.output,
        "The answer is in STDOUT.",
        got="STDOUT is empty.",
        wire=wire,
        clause=STREAMS,
    )


def has_line(bench, wire, reply, line):
    bench.expect(
        b"\n" + line + b"\n" in b"\n" + reply.body,
        f"The page has the line {short(line)}.",
        got=f"The page is {short(reply.body, 300)}.",
        wire=wire,
    )


def ends_with(bench, wire, reply, data):
    if not reply.body.endswith(data):
        raise Refused(
            f"The page ends with the body of the request: {short(data)}, "
            f"{len(data):,} bytes.",
            got=f"The page has {len(reply.body):,} bytes and ends with "
            f"{reply.body[-40:]!r}.",
            wire=wire,
        )


def from_nginx(bench, answer, server):
    said = server.errors[-200:].decode(errors="replace")
    bench.expect(
        answer.status == 200,
        "nginx answers 200, with what your responder has sent.",
        got=f"It answers {answer.status}. {said}".strip(),
        wire=answer.wire,
    )


def short(data, most=60):
    return repr(data) if len(data) <= most else f"{data[:most]!r} …"
