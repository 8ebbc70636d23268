"""The standard library's handler does the work; the rest is told to it."""

import sys
from email.utils import formatdate
from wsgiref.handlers import BaseHandler

FILE = "gateway.py"


class Handler(BaseHandler):
    http_version = "1.1"
    server_software = "wsgiref"
    os_environ = {}  # the request, and not the shell that this was started from

    def __init__(self, request, connection):
        self.request, self.connection = request, connection

    def get_stdin(self):
        return self.request.body

    def get_stderr(self):
        return sys.stderr

    def add_cgi_vars(self):
        request, env = self.request, self.environ
        env.update(
            REQUEST_METHOD=request.method,
            SCRIPT_NAME="",
            PATH_INFO=request.path.decode("latin-1"),
            QUERY_STRING=request.query,
            SERVER_NAME=request.near[0],
            SERVER_PORT=str(request.near[1]),
            SERVER_PROTOCOL=request.version,
            REMOTE_ADDR=request.far[0],
        )
        if request.length is not None:
            env["CONTENT_LENGTH"] = str(request.length)
        for name, value in request.fields:
            key = name.upper().replace("-", "_")
            if key == "CONTENT_TYPE":
                env[key] = value
            elif "_" not in name and key != "CONTENT_LENGTH":
                key = f"HTTP_{key}"
                env[key] = f"{env[key]},{value}" if key in env else value

    def start_response(self, status, headers, exc_info=None):
        for name, value in headers:
            if not (name + value).isprintable():
                raise ValueError("a line end in a field")
        return super().start_response(status, headers, exc_info)

    def write(self, data):
        if data or type(data) is not bytes:
            super().write(data)

    def send_headers(self):
        # Its own would give a length to HEAD, which has no content to be counted.
        if self.request.method != "HEAD":
            self.cleanup_headers()
        if self.status.startswith("204"):
            del self.headers["Content-Length"]
        self.headers["Connection"] = "close"
        self.headers_sent = True
        head = f"HTTP/1.1 {self.status}\r\nDate: {formatdate(usegmt=True)}\r\n"
        self._write(head.encode() + bytes(self.headers))
        bare = self.request.method == "HEAD" or self.status[:3] in {"204", "304"}
        length = 0 if bare else self.headers.get("Content-Length")
        self.left = int(length) if length is not None else sys.maxsize

    def _write(self, data):
        left = getattr(self, "left", sys.maxsize)
        self.connection.sendall(data[:left])
        if hasattr(self, "left"):
            self.left -= len(data[:left])

    def _flush(self):
        pass


def answer(request, connection, application):
    Handler(request, connection).run(application)


def refuse(refused, connection):
    head = f"HTTP/1.1 {refused.status:d} \r\nDate: {formatdate(usegmt=True)}\r\n"
    connection.sendall(f"{head}Connection: close\r\nContent-Length: 0\r\n\r\n".encode())
