"""Serve a learner's Django site for a check, and note what it asks of its database.

    python checked_site.py PORT SETTINGS

django_sites.py lays it beside the learner's files under that name. `checked_setup.py`,
if the check has laid one too, fills the database (`prepare`) and answers questions.
Who counts the queries is SQLite, by its own trace: neither the learner's program nor
Django has a part in it.
"""

import importlib
import json
import logging
import shutil
import sqlite3
import sys
import threading
import traceback
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

HERE = Path(__file__).parent
noted = threading.local()
last = {"statements": [], "rows": 0}
application, setup, trouble = None, None, ""


class Connection(sqlite3.Connection):
    """A connection whose statements are noted as SQLite runs them, and rows as they come."""

    def __init__(self, *words, **options):
        super().__init__(*words, **options)
        # The database lives as long as the check: it need not outlive a power cut.
        self.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY")
        self.set_trace_callback(note)
        self.row_factory = fetched


def connect(*words, _connect=sqlite3.connect, **options):
    return _connect(*words, **{"factory": Connection} | options)


def note(statement):
    if hasattr(noted, "statements"):
        noted.statements.append(statement)


def fetched(cursor, row):
    if hasattr(noted, "statements"):
        noted.rows += 1
    return row


class Brief(logging.Formatter):
    def formatException(self, trouble):
        return told_briefly(trouble[1])


def told_briefly(error):
    """Write a traceback without the lines of Django, among which one's own are lost."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if Path(frame.filename).is_relative_to(HERE)
        and not Path(frame.filename).name.startswith("checked_")
    ]
    lines = traceback.format_list(own or frames[-2:])
    lines += traceback.format_exception_only(error)
    return "Traceback, without the lines of Django:\n" + "".join(lines).rstrip()


def begin(settings_name):
    """Start Django as a server does, and get the database ready."""
    global application, setup
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = settings_name
    from django.conf import settings
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    # What a server before this one has kept is none of this one's.
    shutil.rmtree(HERE / "var", ignore_errors=True)
    (HERE / "var").mkdir()
    # The traceback goes to the log and not into the page, where nobody would find it.
    settings.DEBUG = False
    # Slow on purpose, and a check signs in a dozen times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    application = get_wsgi_application()
    log = logging.getLogger("django")
    log.handlers = [logging.StreamHandler()]
    log.handlers[0].setFormatter(Brief())
    log.setLevel(logging.WARNING)
    if (HERE / "checked_setup.py").exists():
        setup = importlib.import_module("checked_setup")
        setup.prepare()
    else:
        call_command("migrate", verbosity=0)


def site(environ, start_response):
    """Answer a question of the check's, or let the site answer and note what it did."""
    path = environ["PATH_INFO"]
    if path.startswith("/checked/"):
        status = "200 OK"
        try:
            answer = told(path.removeprefix("/checked/"), environ)
        except Exception as error:
            status, answer = "500 Does Not Work", f"{type(error).__name__}: {error}"
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]
    if trouble:
        start_response("500 Does Not Start", [("Content-Type", "text/plain")])
        return [trouble.encode()]
    global last
    noted.statements, noted.rows = [], 0
    heads = []
    content = application(environ, lambda *head: heads.append(head))
    try:
        # Queries are lazy: some are made only while the content is read.
        body = b"".join(content)
    finally:
        content.close()
        last = {"statements": noted.statements, "rows": noted.rows}
        del noted.statements
    start_response(*heads[-1])
    return [body]


def told(name, environ):
    if name == "ready":
        return trouble
    if name == "last":
        return last
    size = int(environ.get("CONTENT_LENGTH") or 0)
    words = json.loads(environ["wsgi.input"].read(size) or b"{}")
    return getattr(setup, name)(**words)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


def main(port, settings_name):
    global trouble
    sqlite3.connect = sqlite3.dbapi2.connect = connect
    try:
        begin(settings_name)
    except BaseException as error:
        # It listens all the same, so that the check can tell what is wrong.
        sys.stderr.write(told_briefly(error) + "\n")
        trouble = f"{type(error).__name__}: {error}"
    make_server("127.0.0.1", int(port), site, Server, Quiet).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
