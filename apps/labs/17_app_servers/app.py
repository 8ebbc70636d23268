"""An application to look at servers with: it tells who answers, waits and works.

    /           hello
    /who        which process and thread answers, and which process is its parent
    /wait       half a second of waiting, as for a database or another site
    /work       some hundredths of a second of computing
    /environ    what the server has handed over
    any POST    its content

Any WSGI server runs it; uwsgi.ini names it as app:application.
"""

import os
import threading
import time


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] == "POST":
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    else:
        body = PAGES.get(path, hello)(environ).encode()
    fields = [("Content-Type", "text/plain; charset=utf-8")]
    start_response("200 OK", [*fields, ("Content-Length", str(len(body)))])
    return [body]


def hello(environ):
    return "Hello World\n"


def who(environ):
    return f"{os.getpid()} {threading.get_ident()} {os.getppid()}\n"


def wait(environ):
    time.sleep(0.5)
    return "I have waited.\n"


def work(environ):
    return f"{sum(n * n for n in range(200_000))}\n"


def handed_over(environ):
    return "".join(f"{key}={environ[key]}\n" for key in sorted(environ))


PAGES = {"/who": who, "/wait": wait, "/work": work, "/environ": handed_over}
