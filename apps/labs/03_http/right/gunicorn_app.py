"""An existing server, gunicorn, with an application of a few lines.

Host is for the application to look at: gunicorn hands on none, or two joined by a comma.
"""

import mimetypes
import os
import re
import sys
from pathlib import Path

from gunicorn.app.base import BaseApplication

FILE = "server.py"
ROOT = (Path(__file__).parent / "public").resolve()


def application(environ, start_response):
    print(environ["REQUEST_METHOD"], environ["RAW_URI"], environ.get("HTTP_USER_AGENT"))
    status, fields, body = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"])
    if not re.fullmatch(r"[\w.-]+(:\d*)?", environ.get("HTTP_HOST", ""), re.ASCII):
        status, fields, body = "400 Bad Request", [("Content-Type", "text/plain")], b""
    start_response(status, [*fields, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def answer(method, path):
    plain = [("Content-Type", "text/plain")]
    if method in {"POST", "PUT", "DELETE"}:
        return "405 Method Not Allowed", [*plain, ("Allow", "GET, HEAD")], b"no\n"
    if method not in {"GET", "HEAD"}:
        return "501 Not Implemented", plain, b"what?\n"
    name = path.encode("latin-1").decode("utf-8", "replace").lstrip("/")
    file = os.path.realpath(ROOT / (name or "index.html").replace("\0", "?"))
    if os.path.commonpath([file, ROOT]) != str(ROOT) or not os.path.isfile(file):
        return "404 Not Found", plain, b"not here\n"
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    return "200 OK", [("Content-Type", kind)], Path(file).read_bytes()


class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("bind", f"127.0.0.1:{sys.argv[1]}")
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("limit_request_line", 8190)

    def load(self):
        return application


if __name__ == "__main__":
    Server().run()
