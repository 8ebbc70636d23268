"""The forum of this lab: a small WSGI application, so that nginx has something behind it.

    /               hello
    /count          how often it has been asked for this page: does a cache stand before it?
    /environ        what nginx has handed over
    /slow?seconds=4 waits so long before its first byte
    /wait?name      waits until a file of that name lies in var/
    any POST        tells how many bytes came

serve.py runs it under uWSGI. There is no TCP port: only who may open var/app.sock can ask.
"""

import itertools
import os
import re
import time

NUMBERS = itertools.count(1)


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] == "POST":
        size = int(environ.get("CONTENT_LENGTH") or 0)
        words = f"{len(environ['wsgi.input'].read(size))} bytes came.\n"
    elif path in PAGES:
        words = PAGES[path](environ)
    else:
        start_response(
            "404 Not Found", [("Content-Type", "text/plain"), ("X-App", "1")]
        )
        return [b"The application has no such page.\n"]
    body = words.encode()
    fields = [("Content-Type", "text/plain; charset=utf-8"), ("X-App", "1")]
    start_response("200 OK", [*fields, ("Content-Length", str(len(body)))])
    return [body]


def hello(environ):
    return "Hello from the application\n"


def count(environ):
    return f"{next(NUMBERS)} {environ.get('HTTP_COOKIE', 'no cookie')}\n"


def handed_over(environ):
    return "".join(f"{key}={environ[key]}\n" for key in sorted(environ))


def slow(environ):
    seconds = re.fullmatch(r"seconds=(\d+)", environ["QUERY_STRING"])
    time.sleep(int(seconds[1]) if seconds else 4)
    return "At last.\n"


def wait(environ):
    deadline = time.monotonic() + 30
    name = os.path.basename(environ["QUERY_STRING"])
    while not os.path.exists(name) and time.monotonic() < deadline:
        time.sleep(0.005)
    return "I have waited.\n"


PAGES = {
    "/": hello,
    "/count": count,
    "/environ": handed_over,
    "/slow": slow,
    "/wait": wait,
}
