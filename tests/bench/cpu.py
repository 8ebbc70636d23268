"""What processes have cost so far, as the Linux kernel counts it."""

import os
from collections import Counter
from pathlib import Path

PROC = Path("/proc")


class Meter:
    """Measures the CPU time of a process and of all below it that run one program."""

    def __init__(self, *roots, program):
        self.roots = roots
        self.program = program

    def read(self):
        """Give {pid: nanoseconds}, user and system time of all threads together."""
        return {pid: nanoseconds(pid) for pid in self.pids()}

    def pids(self):
        """Give the processes; the queue's worker, for one, runs another program."""
        children = {}
        for pid, parent in parents():
            children.setdefault(parent, []).append(pid)
        found, waiting = [], list(self.roots)
        while waiting:
            pid = waiting.pop()
            waiting += children.get(pid, [])
            if program_of(pid) == self.program:
                found.append(pid)
        return found


def spent(before, after):
    """Give the nanoseconds between two readings."""
    return sum((Counter(after) - Counter(before)).values())


def nanoseconds(pid):
    """Sum /proc/PID/task/*/schedstat: its first number is the time on a CPU."""
    total = 0
    for path in PROC.glob(f"{pid}/task/*/schedstat"):
        try:
            total += int(path.read_text().split()[0])
        except OSError:  # the thread ended meanwhile
            continue
    return total


def parents():
    for path in PROC.glob("[0-9]*/stat"):
        try:
            # The name, in brackets, may have spaces and brackets in it.
            yield (
                int(path.parent.name),
                int(path.read_text().rpartition(")")[2].split()[1]),
            )
        except OSError:
            continue


def program_of(pid):
    try:
        return Path(os.readlink(PROC / str(pid) / "exe")).name
    except OSError:
        return None
