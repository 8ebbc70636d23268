"""The same by wsgiref, the third of the modules, and with threads mixed in."""

import html
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIServer, make_server

FILE = "server.py"
ROOT = Path(__file__).resolve().parent / "public"
written = []


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def application(environ, start_response):
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    status, fields, body = answer(environ, method, path)
    kind = "image/jpeg" if path.endswith(".jpg") else "text/html; charset=utf-8"
    start_response(status, [("Content-Type", kind), *fields])
    return [] if method == "HEAD" else [body]


def answer(environ, method, path):
    if path == "/guestbook":
        return take(environ) if method == "POST" else ("200 OK", [], page())
    if method == "POST":
        return "405 Method Not Allowed", [("Allow", "GET, HEAD")], b""
    file = (ROOT / (path.strip("/") or "index.html")).resolve()
    if not file.is_relative_to(ROOT) or not file.is_file():
        return "404 Not Found", [], b""
    return "200 OK", [], file.read_bytes()


def page():
    rows = "".join(f"<dt>{html.escape(n)}<dd>{html.escape(w)}" for n, w in written)
    return (
        "<form method=POST><label for=a>Name</label><input id=a name=name>"
        f"<label for=b>Words</label><textarea id=b name=words></textarea><dl>{rows}"
    ).encode()


def take(environ):
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()):
        return "411 Length Required", [], b""
    if int(length) > 5_000:
        return "413 Content Too Large", [], b""
    content = environ["wsgi.input"].read(int(length))
    fields = dict(parse_qsl(content.decode("ascii")))
    is_form = "urlencoded" in environ.get("CONTENT_TYPE", "")
    if not is_form or len(content) < int(length) or fields.keys() != {"name", "words"}:
        return "400 Bad Request", [], b""
    written.append((fields["name"], fields["words"]))
    return "302 Found", [("Location", "/guestbook")], b""


if __name__ == "__main__":
    make_server("", int(sys.argv[1]), application, Server).serve_forever()
