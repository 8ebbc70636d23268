"""What a replay must not reach besides the database: caches, mail, files, the network.

Python tells of each file that is opened, each connection, each process, before it
happens (PEP 578), and whoever hears of it can say no. That is no prison for a program
that wants out; here it keeps in programs that mean well. What it does not hear of:
bytes written to what was open already.
"""

import os
import sys
from functools import wraps
from threading import Lock, Thread

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections

from .state import now, seal, seals

CACHE_WRITES = {
    "add", "set", "touch", "delete", "incr", "get_or_set", "set_many", "delete_many",
    "clear",
}  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Each event that changes something outside of this process, and what to call it.
EVENTS = {
    **dict.fromkeys(
        [
            "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename",
            "os.rmdir", "os.symlink", "os.truncate", "os.utime", "shutil.copyfile",
            "shutil.move", "shutil.rmtree", "tempfile.mkdtemp", "tempfile.mkstemp",
        ],
        "file",
    ),
    **dict.fromkeys(
        [
            "os.exec", "os.fork", "os.forkpty", "os.kill", "os.posix_spawn",
            "os.startfile", "os.system", "subprocess.Popen",
        ],
        "process",
    ),
    **dict.fromkeys(
        ["socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto"], "network"
    ),
    "sqlite3.connect": "database",
}  # fmt: skip
WORDS = {
    "file": "Writing a file",
    "process": "Starting or ending a process",
    "network": "Using the network",
    "thread": "Starting a thread",
    "database": "Opening another database",
}
_done = []
_preparing = Lock()


class WouldReachOut(PermissionError):
    """A replay does not leave its process."""


def prepare():
    """Listen from now on; for as long as the process lives, since hooks stay.

    Without a replay going on, it costs a comparison each time that Python tells.
    """
    with _preparing:
        if not _done:
            sys.addaudithook(heard)
            mail.get_connection = letters(mail.get_connection)
            Thread.start = started(Thread.start)
            for each in connections.all():
                only_once(each.Database)
            _done.append(True)


def heard(event, args):
    """Say no to what would leave a mark outside of this process."""
    if not seals or (behind := seal()) is None:
        return
    what = "file" if event == "open" else EVENTS.get(event)
    if what is None or is_harmless(event, what, args):
        return
    refuse(behind, what)


def refuse(behind, what):
    behind.refuse(what, WORDS[what], ended=True)
    raise WouldReachOut(f"{WORDS[what]} is not done in a replay.")


def is_harmless(event, what, args):
    if event == "open":
        path, mode, flags = args
        writes = (flags or 0) & WRITING or set(mode or "") & set("wax+")
        # Python keeps what it has compiled of a module that is imported now.
        return not writes or "__pycache__" in str(path) or path == os.devnull
    if what == "network":
        # A cache elsewhere may be asked; what would change it has been held back.
        recording = now()
        return bool(recording and recording.events.in_cache)
    return False


def started(start):
    """Give Thread.start, which in a replay starts none; Python 3.11 does not tell."""

    @wraps(start)
    def start_or_not(self):
        behind = seal()
        if behind and not is_of_asgiref():
            refuse(behind, "thread")
        start(self)

    return start_or_not


def only_once(driver):
    """Let a database's driver make no connection in a replay, which has its own.

    SQLite's tells Python; those that are written in C do not.
    """
    connect = driver.connect
    if getattr(connect, "is_xray", False):
        return

    @wraps(connect)
    def connect_or_not(*args, **kwargs):
        if behind := seal():
            refuse(behind, "database")
        return connect(*args, **kwargs)

    connect_or_not.is_xray = True
    driver.connect = connect_or_not


def is_of_asgiref():
    """Say whether a thread is started to run an async view: it runs behind the seal."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__") == "asgiref.sync":
            return True
        frame = frame.f_back
    return False


def letters(get_connection):
    """Give django.core.mail.get_connection, which in a replay leads nowhere."""

    @wraps(get_connection)
    def get_connection_or_none(*args, **kwargs):
        behind = seal()
        return NothingIsSent(behind) if behind else get_connection(*args, **kwargs)

    return get_connection_or_none


class NothingIsSent(BaseEmailBackend):
    """Takes letters as if it had sent them."""

    def __init__(self, behind):
        super().__init__()
        self.behind = behind

    def send_messages(self, email_messages):
        for _ in email_messages:
            self.behind.refuse("mail", "Sending a letter", ended=False)
        return len(email_messages)


def pretend(behind, name, args, kwargs, cache):
    """Answer for a cache as if it had been changed."""
    behind.refuse("cache", f"cache.{name}()", ended=False)
    if name == "get_or_set":
        return got_or_made(cache, *args, **kwargs)
    if name == "incr":
        return counted(cache, *args, **kwargs)
    if name in {"set_many"}:
        return []
    return True if name in {"add", "touch", "delete"} else None


def got_or_made(cache, key, default, timeout=None, version=None):
    missing = object()
    found = cache.get(key, missing, version=version)
    if found is missing:
        return default() if callable(default) else default
    return found


def counted(cache, key, delta=1, version=None):
    found = cache.get(key, version=version)
    if found is None:
        raise ValueError(f"Key '{key}' not found")
    return found + delta
