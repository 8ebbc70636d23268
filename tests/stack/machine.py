"""What the tests of the stack share: ports, waiting, asking, other users."""

import http.client
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from deploy.leave_root import ACCOUNT

HOST = "127.0.0.1"
# All that new_folder has made.
FOLDERS = []


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        return self.body.decode()


class Site:
    """An address to ask; each request comes on a connection of its own."""

    def __init__(self, port):
        self.port = port

    def ask(self, path, method="GET", body=None, timeout=60, **headers):
        """Send a request; header names are written with underscores."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=timeout)
        try:
            names = {k.replace("_", "-"): v for k, v in headers.items()}
            connection.request(method, path, body=body, headers=names)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def send(self, request):
        """Send bytes as they are, and give all that comes back."""
        with socket.create_connection((HOST, self.port), timeout=20) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


def until(is_so, seconds=30, what="It did not happen"):
    """Wait for something to become true, and give it."""
    deadline = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < deadline, f"{what} within {seconds} s"
        time.sleep(0.02)
    return found


def unprivileged():
    """Give Popen's arguments that make root's children run as another user."""
    if os.geteuid():
        return {}
    account = pwd.getpwnam(ACCOUNT)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def new_folder():
    """Make a folder that the stack's user may write to; pytest's own is closed.

    In /tmp and not in TMPDIR, because a socket's path may have 107 bytes.
    """
    folder = Path(tempfile.mkdtemp(prefix="myweb-stack-", dir="/tmp"))
    FOLDERS.append(folder)
    give(folder)
    return folder


def give(path):
    """Give a file or folder, with all inside, to the stack's user."""
    if user := unprivileged():
        for each in (path, *path.rglob("*")):
            shutil.chown(each, user["user"], user["group"])


def processes(text):
    """Give {pid: command} of the processes whose command has this text in it."""
    listed = subprocess.run(
        ["ps", "-axww", "-o", "pid=,stat=,args="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = (line.split(None, 2) for line in listed.splitlines())
    return {
        int(pid): args
        for pid, state, args in (row for row in rows if len(row) == 3)
        if text in args and not state.startswith("Z") and int(pid) != os.getpid()
    }


def fact_of(pid, column):
    """Give one of the columns that ps knows about a process."""
    done = subprocess.run(
        ["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True
    )
    return done.stdout.strip()
