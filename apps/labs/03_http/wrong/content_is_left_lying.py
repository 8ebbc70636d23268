"""A kept connection, and the library's server: GET has no content, so that none is read."""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FILE = "server.py"
REFUSED_BY = "content_is_no_request"
ROOT = Path(__file__).parent / "public"


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *status):
        print(self.requestline, self.headers, flush=True)


if __name__ == "__main__":
    address = "127.0.0.1", int(sys.argv[1])
    ThreadingHTTPServer(address, partial(Handler, directory=ROOT)).serve_forever()
