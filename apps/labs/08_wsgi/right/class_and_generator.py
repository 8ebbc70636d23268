"""A class whose instances are the content, and a middleware that is a generator."""

import os
from html import escape
from urllib.parse import parse_qsl
from wsgiref.simple_server import make_server

FILE = "application.py"


class Application:
    """Called once a request; what comes out is iterable, and begins when it is read."""

    def __init__(self, environ, start_response):
        self.environ, self.start = environ, start_response

    def __iter__(self):
        path = self.environ.get("PATH_INFO") or "/"
        handler = {"/": self.hello, "/environ": self.dump}.get(path)
        method = self.environ["REQUEST_METHOD"]
        allowed = ["GET", "HEAD"] + ["POST"] * (path == "/")
        kind, fields = "text/plain; charset=UTF-8", []
        if handler is None:
            path = path.encode("latin-1").decode("utf-8", "replace")
            status, text = "404 Not here", f"<{path}> is not here"
        elif method not in allowed:
            status, text = "405 No", "no"
            fields = [("Allow", ",".join(allowed))]
        else:
            status, (kind, text) = "200 OK", handler()
        body = text.encode()
        # No length: the server may chunk it, or end the connection.
        self.start(status, [("content-type", kind), ("Vary", "Cookie"), *fields])
        for at in range(0, len(body) if method != "HEAD" else 0, 7):
            yield body[at : at + 7]

    def hello(self):
        words = self.environ.get("QUERY_STRING", "")
        if self.environ["REQUEST_METHOD"] == "POST":
            length = int(self.environ.get("CONTENT_LENGTH") or "0")
            words = self.environ["wsgi.input"].read(length).decode()
        name = dict(parse_qsl(words)).get("name", "world")
        return 'text/html; charset="utf-8"', f"<p>Hello, {escape(name)}!"

    def dump(self):
        return "text/plain", "\n".join(f"{k}\t{v}" for k, v in self.environ.items())


application = Application

if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ["PORT"]), application).serve_forever()
