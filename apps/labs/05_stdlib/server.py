"""A folder and a form, by the server that comes with Python.

    python server.py [port]

`python -m http.server` serves the folder in which it is started, and that is all it does:
http.server.SimpleHTTPRequestHandler. Here its do_GET is used for the folder public/,
and a guest book is added. What the handler inherits, class_tree.py tells, and when each
method is called, calls.py.

It is for learning, and for a moment at one's own desk. "It only implements basic security
checks", says its documentation: much of what lab 03 had to refuse it lets pass.
"""

import contextlib
import html
import re
import socket
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parent / "public"
MOST = 10_000  # bytes of a form; without a bound a client could fill the memory
FORM = "application/x-www-form-urlencoded"
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Guest book</title>
<h1>Guest book</h1>
<form method="post" action="/guestbook">
  <p><label>Your name <input name="name" required></label></p>
  <p><label>Your words <input name="words" required></label></p>
  <p><button>Write</button></p>
</form>
<ol>
%s</ol>
</html>
"""

entries = []  # as long as the server runs; what stays is for labs with a database


class Handler(SimpleHTTPRequestHandler):
    # The class speaks HTTP/1.0: a connection for each request. `protocol_version` would
    # change that, and then all that a client may send must be read to its end.
    # Of StreamRequestHandler: seconds to wait for a client. None, which is for ever,
    # would let each silent one keep a thread.
    timeout = 10

    def do_GET(self):
        # The method of the request chooses ours: do_GET for GET, do_POST for POST, and
        # 501 when there is none of that name. self.path is path and query together.
        if urlsplit(self.path).path == "/guestbook":
            self.send_page(guestbook())
        else:
            super().do_GET()

    def do_HEAD(self):
        if urlsplit(self.path).path == "/guestbook":
            self.send_page(guestbook())
        else:
            super().do_HEAD()

    def do_POST(self):
        if urlsplit(self.path).path != "/guestbook":
            return self.refuse(HTTPStatus.METHOD_NOT_ALLOWED, Allow="GET, HEAD")
        length = self.headers.get("Content-Length", "")
        # isdecimal alone would take ٥, and int takes +5 and 1_0.
        if "Transfer-Encoding" in self.headers or not re.fullmatch("[0-9]+", length):
            return self.refuse(HTTPStatus.LENGTH_REQUIRED)
        if len(length) > 9 or int(length) > MOST:
            return self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self.headers.get_content_type() != FORM:
            return self.refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        # As many bytes as were announced. read() alone would wait for the client to
        # hang up, and the client waits for the answer.
        content = self.rfile.read(int(length))
        if len(content) < int(length):
            return None  # The client broke off in the middle: nothing is written.
        # name=Ada+L.&words=Gr%C3%BC%C3%9Fe. Each name may come more than once.
        fields = parse_qs(content.decode("ascii", "replace"), keep_blank_values=True)
        name, words = (fields.get(key, [""])[0].strip() for key in ("name", "words"))
        if not name or not words:
            return self.refuse(HTTPStatus.BAD_REQUEST)
        entries.append((name, words))
        # 303: look there, by GET. To load the page again does not write again
        # (RFC 9110, 15.4.4).
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/guestbook")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def send_page(self, page):
        content = page.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        # Of the bytes: "Grüße" has five letters and seven bytes.
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def refuse(self, status, **fields):
        content = f"{status} {status.phrase}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(content)))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        # To close while something is unread would make TCP destroy this answer on its
        # way (lab 03). So first "I send no more", then read, for a while.
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(1)
        with contextlib.suppress(TimeoutError):
            for _ in range(100):
                if not self.rfile.read1(65536):
                    break


def guestbook():
    # What people wrote is text and not HTML: < becomes &lt;. Or a guest could write
    # a script, which would run in the browser of every other guest.
    rows = [f"<li>{html.escape(n)}: {html.escape(w)}</li>\n" for n, w in entries]
    return PAGE % "".join(rows)


def main():
    asked = sys.argv[1] if sys.argv[1:] else None
    # The server makes a handler for each connection; how, it is told here.
    handler = partial(Handler, directory=ROOT)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", int(asked or 8000)), handler)
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8000 is not to be had ({error.strerror}): any other.")
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with server:
        port = server.server_port
        print(f"http://127.0.0.1:{port}/ is served. Ctrl-C ends it.", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
