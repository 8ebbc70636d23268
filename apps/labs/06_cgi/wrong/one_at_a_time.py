"""The gateway does one thing at a time."""

REFUSED_BY = "at_once"
EDITS = [
    (
        "gateway.py",
        "from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer",
        "from http.server import BaseHTTPRequestHandler\nfrom http.server import HTTPServer as ThreadingHTTPServer",
    ),
]
