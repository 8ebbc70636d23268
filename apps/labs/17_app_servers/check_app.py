"""Laid in the place of app.py: an application that waits for others and tells who it is."""

import os
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def application(environ, start_response):
    name = environ["PATH_INFO"].strip("/")
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length:
        body = environ["wsgi.input"].read(length)
    elif name.startswith("meet"):
        body = meet(int(environ["QUERY_STRING"]), name)
    elif name == "wait":
        until(lambda: (HERE / environ["QUERY_STRING"]).exists())
        body = b"waited"
    elif name == "environ":
        body = "".join(f"{k}={v}\n" for k, v in environ.items()).encode("latin-1")
    elif name == "sleep":
        time.sleep(0.05)
        body = b"slept"
    elif name == "work":
        body = b"%d" % sum(n * n for n in range(150_000))
    else:
        body = f"{os.getpid()} {os.getppid()}".encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]


def meet(number, name):
    """Wait until so many requests are here at once, in all processes together."""
    (HERE / f"{name}-{os.getpid()}-{time.monotonic_ns()}").touch()
    enough = until(lambda: len(list(HERE.glob(f"{name}-*"))) >= number)
    return b"met" if enough else b"alone"


def until(is_so):
    deadline = time.monotonic() + 20
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.005)
    return is_so()
