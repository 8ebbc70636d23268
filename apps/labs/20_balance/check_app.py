"""The application that the check lays beside nginx.conf and uwsgi.ini.

It tells who it is, and notes who has asked: only so can be seen what nginx has asked
twice, since the client sees one answer.
"""

import os
import time
from pathlib import Path

RELEASE = b"old"
HERE = Path(__file__).parent
MEMBER = os.environ["MEMBER"]


def application(environ, start_response):
    with open(HERE / "asked.txt", "a") as notes:
        notes.write(f"{MEMBER} {environ['QUERY_STRING']}\n")
    if environ["PATH_INFO"].endswith("/long"):
        deadline = time.monotonic() + 30
        while not (HERE / "enough").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
    body = b"%b %b" % (MEMBER.encode(), RELEASE)
    fields = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    start_response("200 OK", fields)
    return [body]
