"""A WSGI application that answers when it is told to, for test_uwsgi.py."""

import os
import time
from pathlib import Path


def application(environ, start_response):
    """Say that the request is here, wait for the word, answer."""
    folder = Path(os.environ["VAR_DIR"])
    (folder / "is_asked").touch()
    while not (folder / "may_answer").exists():
        time.sleep(0.02)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"finished"]
