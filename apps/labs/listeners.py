"""Whose server it is that listens on a port, as far as the system tells: Linux does.

A check chooses a port that is free; but before the learner's program has it, or when that
program takes another, a server of somebody else's may answer there, and would be judged.
"""

from __future__ import annotations

import contextlib
import os
import pwd
from pathlib import Path

from .keeper import below

LISTENS = "0A"  # as /proc/net/tcp writes the state


def stranger(port: int, keeper: int) -> str:
    """Name the program that listens there, if it is none below this keeper.

    "" if it is one of these, if nobody listens, or if the system does not tell.
    """
    listening = sockets(port)
    if not listening or held_by(below(keeper), listening):
        return ""
    everybody = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    holder = held_by(everybody, listening)
    # A process that was started just now is found at the second look.
    if holder in below(keeper):
        return ""
    if holder:
        return f"{name_of(holder)}, process {holder}"
    # Into the processes of other users only root can look.
    users = {user for user in listening.values() if user != os.getuid()}
    return f"a program of the user {user_name(users.pop())}" if users else ""


def sockets(port: int) -> dict[str, int]:
    """Give {the name of a listening socket, as /proc writes it: its user}."""
    found = {}
    for table in "tcp", "tcp6":
        with contextlib.suppress(OSError):
            for line in Path("/proc/net", table).read_text().splitlines()[1:]:
                words = line.split()
                if words[3] == LISTENS and words[1].endswith(f":{port:04X}"):
                    found[f"socket:[{words[9]}]"] = int(words[7])
    return found


def held_by(processes, wanted) -> int | None:
    """Find a process, of these, that has one of these sockets open."""
    for process in processes:
        # It may have ended, or be another user's.
        with contextlib.suppress(OSError):
            for path in Path(f"/proc/{process}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if os.readlink(path) in wanted:
                        return process
    return None


def name_of(process: int) -> str:
    """Name a program as `ps` does, and with Python the file that it runs."""
    about = Path(f"/proc/{process}")
    try:
        name = (about / "comm").read_text().strip()
        words = (about / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "a program"
    files = [os.path.basename(word) for word in words[1:] if word[:1] != "-"]
    return f"{name} {files[0]}".strip() if name.startswith("python") and files else name


def user_name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
