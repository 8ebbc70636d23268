"""A trace as spans of OpenTelemetry, in the JSON of its protocol (OTLP).

So a trace can be looked at in any viewer of such spans. The mapping of Protocol Buffers
to JSON is the one of the specification: ids are hexadecimal, moments are nanoseconds
since 1970 written as strings, kinds are numbers.
https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
"""

from datetime import UTC, datetime
from hashlib import blake2s

from django.conf import settings

from . import stations

INTERNAL, SERVER, CLIENT = 1, 2, 3
ERROR = 2
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What OpenTelemetry calls the databases that Django knows by other names.
SYSTEMS = {"oracle": "oracle.db"}
HTTP_VERSION = {"HTTP/1.0": "1.0", "HTTP/1.1": "1.1", "HTTP/2.0": "2", "HTTP/3.0": "3"}


class Spans:
    """Collects the spans of one trace; which is inside which, their times say."""

    def __init__(self, found):
        self.found = found
        self.zero = nanoseconds(found["at"])
        self.trace_id = digest(found["id"], 16)
        self.rows = []

    def add(self, name, start, end, attributes=None, kind=INTERNAL, failed=None):
        """Note a span; what did not begin or end while it was seen is none."""
        if start is None or end is None:
            return
        span = {
            "traceId": self.trace_id,
            "spanId": digest(f"{self.found['id']}:{len(self.rows)}", 8),
            "name": name,
            "kind": kind,
            "startTimeUnixNano": str(self.zero + start * 1000),
            "endTimeUnixNano": str(self.zero + max(end, start) * 1000),
            "attributes": attributes_of(attributes or {}),
        }
        if failed:
            span["status"] = {"code": ERROR}
            span["attributes"] += attributes_of({"error.type": failed})
        self.rows.append((start, -max(end, start), len(self.rows), span))

    def nested(self):
        """Give the spans, each with the innermost one around it as its parent.

        One thread made all of them, so of two spans one is inside the other, or they
        have no moment in common.
        """
        around, found = [], []
        for _start, end, _, span in sorted(self.rows, key=lambda row: row[:3]):
            while len(around) > 1 and around[-1][0] < -end:
                around.pop()
            if around:
                span["parentSpanId"] = around[-1][1]["spanId"]
            found.append(span)
            around.append((-end, span))
        return found


def exported(found):
    """Give a trace's document as what an OTLP exporter would send."""
    return {
        "resourceSpans": [
            {
                "resource": {
                    "attributes": attributes_of(
                        {
                            "service.name": settings.ROOT_URLCONF.partition(".")[0],
                            "process.pid": found["server"]["pid"],
                        }
                    )
                },
                "scopeSpans": [
                    {
                        "scope": {"name": __package__, "version": str(found["format"])},
                        "spans": spans(found),
                    }
                ],
            }
        ]
    }


def spans(found):
    """Give all spans of a trace: the request, layers, the view, queries, renders."""
    made = Spans(found)
    the_request(made, found)
    the_hops(made, found)
    for layer in found["middleware"]:
        made.add(
            layer["path"].rpartition(".")[2],
            layer["start"],
            layer["end"],
            code(layer["place"]),
        )
    the_view(made, found)
    for query in found["queries"]["rows"]:
        the_query(made, query)
    the_renders(made, found)
    return made.nested()


def the_request(made, found):
    """The span that all others are inside of: the request, as the server saw it."""
    request, response = found["request"], found["response"]
    match = found["url"] and found["url"]["match"]
    route = f"/{match['route']}" if match else ""
    moments = [h[key] for h in found["hops"] for key in ("start", "end")]
    known = [moment for moment in moments if moment is not None]
    host, _, port = (request["host"] or "").partition(":")
    agent = [h["value"] for h in request["headers"] if h["name"] == "User-Agent"]
    kind = (found["error"] or {}).get("type") or str(response["status"])
    made.add(
        f"{request['method']} {route}".strip(),
        min(known),
        max(known),
        {
            "http.request.method": request["method"],
            "http.response.status_code": response["status"],
            "http.response.body.size": response["length"],
            "http.route": route or None,
            "url.scheme": request["scheme"],
            "url.path": request["path"],
            "server.address": host or None,
            "server.port": int(port) if port.isdigit() else None,
            "network.protocol.name": "http",
            "network.protocol.version": HTTP_VERSION.get(request["protocol"]),
            "user_agent.original": agent[0] if agent else None,
        },
        kind=SERVER,
        failed=kind if response["status"] >= 500 else None,
    )


def the_hops(made, found):
    """Those hops that are no part of another one, and have a time of their own."""
    for hop in found["hops"]:
        if hop["name"] in {"nginx", *stations.SERVERS, "wsgi", "url", "sending"}:
            title = stations.SERVERS.get(hop["name"], hop["name"])
            made.add(title, hop["start"], hop["end"])


def the_view(made, found):
    if view := found["view"]:
        error = (found["error"] or {}).get("type")
        made.add(
            f"view {view['name']}",
            view["start"],
            view["end"],
            code(view["place"]),
            failed=error if error and error.endswith(view["result"] or "-") else None,
        )


def the_query(made, query):
    trail = query["trail"][0] if query["trail"] else None
    end = query["start"] + query["time"]
    made.add(
        " ".join(filter(None, [query["kind"], query["model"]])),
        query["start"],
        end,
        {
            "db.system.name": SYSTEMS.get(query["vendor"], query["vendor"]),
            "db.query.text": query["sql"],
            "db.operation.name": query["kind"],
            "db.response.returned_rows": query["rows"],
            **code(trail),
        },
        kind=CLIENT,
        failed=query["error"],
    )


def the_renders(made, found):
    sources = found["templates"].get("sources", [])
    for render in found["templates"].get("renders", []):
        if render["start"] is not None and render["time"] is not None:
            shown = render["into"] if render["into"] is not None else render["template"]
            file = None if shown is None else sources[shown]["file"]
            made.add(
                f"{render['kind']} {render['name'] or ''}".strip(),
                render["start"],
                render["start"] + render["time"],
                {"code.file.path": file},
            )


def code(place):
    """Give the attributes that say where code stands."""
    if not place:
        return {}
    return {
        "code.file.path": place["file"],
        "code.function.name": place["function"],
        "code.line.number": place["line"],
    }


# How OTLP writes things


def attributes_of(named):
    """Write attributes; None is none."""
    return [
        {"key": name, "value": any_value(value)}
        for name, value in named.items()
        if value is not None
    ]


def any_value(value):
    # 64-bit numbers are strings in the JSON of Protocol Buffers.
    return {"intValue": str(value)} if type(value) is int else {"stringValue": value}


def nanoseconds(moment):
    since = datetime.fromisoformat(moment) - EPOCH
    return (since.days * 86_400 + since.seconds) * 10**9 + since.microseconds * 1000


def digest(text, size):
    return blake2s(text.encode(), digest_size=size).hexdigest()
