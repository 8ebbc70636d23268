"""Which processes are whose: a check may only kill what the program has started."""

import os
import subprocess
from pathlib import Path

PROC = Path("/proc")


def children_of(pid):
    """Give the processes that this one has started and that live."""
    if not (PROC / "self/task").exists():
        return children_by_ps(pid)
    try:
        lists = [path.read_text() for path in (PROC / f"{pid}/task").glob("*/children")]
    except OSError:
        return []  # It has just ended.
    return [child for child in map(int, " ".join(lists).split()) if is_alive(child)]


def children_by_ps(pid):
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True
    ).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [
        int(c) for c, parent, state in rows if int(parent) == pid and state[0] != "Z"
    ]


def is_alive(pid):
    """Say whether a process runs; one that has ended and is not yet buried does not."""
    try:
        os.kill(pid, 0)
        state = (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except OSError:
        return not PROC.exists()
    return state != "Z"


def threads_of(pid):
    """Count the threads of a process and of its children; 1 where that is not told."""
    family = [pid, *children_of(pid)]
    return sum(len(list((PROC / f"{member}/task").glob("*"))) for member in family) or 1
