"""HTTPServer serves all who come."""

REFUSED_BY = "silent_client"
EDITS = [
    (
        "server.py",
        "from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer",
        "from http.server import HTTPServer as ThreadingHTTPServer\nfrom http.server import SimpleHTTPRequestHandler",
    ),
]
