"""One guestbook, written five ways, served side by side: open it, and sign each.

    python serve.py [port]

/cgi/ /wsgi/ /flask/ /mini/ /django/ are five programs with one database: what is written
into one stands in all. `application` below is WSGI, so that any server can run it:

    python ../08_wsgi/servers.py 8012 waitress serve:application
"""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.util import shift_path_info

import guestbook

HERE = Path(__file__).resolve().parent
WAYS = {
    "cgi": "a CGI script",
    "wsgi": "bare WSGI",
    "flask": "Flask",
    "mini": "the framework of lab 11",
    "django": "Django",
}


def application(environ, start_response):
    """Pass a request on to the way that the first word of its path names."""
    # It goes from PATH_INFO to SCRIPT_NAME: "so far the address is not your matter".
    # A program that heeds this runs anywhere on a site (PEP 3333, environ Variables).
    way = shift_path_info(environ)
    if not way:
        return index(start_response)
    if way not in WAYS:
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"There are five, and this is none of them.\n"]
    if not environ["PATH_INFO"]:
        where = f"{environ['SCRIPT_NAME']}/"
        start_response("308 Permanent Redirect", [("Location", where)])
        return []
    if way == "cgi":
        return run_script(environ, start_response)
    # Found at the first request: a mistake in one of them leaves the others alone.
    program = importlib.import_module(f"by_{way}")
    return program.application(environ, start_response)


def index(start_response):
    rows = "".join(f'<li><a href="{way}/">{title}</a>' for way, title in WAYS.items())
    text = f'<!doctype html><html lang="en"><title>Guestbook</title><ul>{rows}</ul>'
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [text.encode()]


def run_script(environ, start_response):
    """Be a small gateway to a CGI script; lab 06 has a whole one.

    WSGI's environ was made from that of CGI: what has no dot in its name is the same.
    """
    around = {key: word for key, word in environ.items() if "." not in key}
    around = {key: word for key, word in around.items() if type(word) is str}
    around.pop("HTTP_PROXY", None)  # a client's field, which programs obey (lab 06)
    # And of this server's own environment only what the script needs (RFC 3875, 4.1).
    around |= {"GUESTBOOK": guestbook.PATH, "PATH": os.environ.get("PATH", os.defpath)}
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    # By itself, since its first line says what runs it. sys.executable is no answer to
    # that: under uWSGI it is uWSGI.
    words = [HERE / "by_cgi.py"]
    done = subprocess.run(words, input=body, env=around, stdout=subprocess.PIPE)
    # A line of the head ends as the script likes (RFC 3875, 6.3); content is left alone.
    head, *content = re.split(rb"\r?\n\r?\n", done.stdout, maxsplit=1)
    lines = (line.partition(":") for line in head.decode("latin-1").splitlines())
    given = {name.lower(): value.strip() for name, _, value in lines}
    if done.returncode or not content:
        given = {"status": "500 Internal Server Error", "content-type": "text/plain"}
        content = [b"The script has failed; its complaint is on the terminal.\n"]
    status = given.pop("status", "200 OK")
    start_response(status, [*given.items()])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else content


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def address_string(self):
        return self.client_address[0]  # and no look-up of its name


def main():
    asked = sys.argv[1] if sys.argv[1:] else None
    try:
        port = int(asked or 8012)
        server = make_server("127.0.0.1", port, application, Server, Handler)
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8012 is not to be had ({error.strerror}): any other.")
        server = make_server("127.0.0.1", 0, application, Server, Handler)
    with server:
        where = f"http://127.0.0.1:{server.server_port}/"
        print(f"{where} is the guestbook, five times. Ctrl-C ends it.", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
