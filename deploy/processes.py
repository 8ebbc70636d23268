"""The programs of a running stack: started, watched, and ended in good order.

Standard library only. What a program prints goes to its log; what concerns a
person is said here, in a sentence.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from .development import Trouble, last_lines, say

LOCK = "production.lock"
RECORD = "production.json"
# Each process of the stack carries this variable, with the folder of the state.
MARK = "MYWEB_STACK"


class Process:
    """A program of the stack.

    Each has a session of its own, so that Ctrl-C, which a terminal sends to
    everything it runs, reaches only this script, which ends the others one by one.
    """

    def __init__(self, name, command, log, environ, stop=signal.SIGTERM):
        self.name = name
        self.log = log
        # The signal that means: finish what you are doing, then go.
        self.stop = stop
        with log.open("ab") as file:
            self.log_begins_at = file.tell()
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=environ,
                start_new_session=True,
            )
        self.pid = self.process.pid

    def check(self):
        """Raise a sentence if the program has ended, which none does by itself."""
        code = self.process.poll()
        if code is None:
            return
        how = f"exit code {code}" if code >= 0 else f"signal {-code}"
        raise Trouble(
            f"{self.name} has ended ({how}), so the rest is being stopped too.\n"
            f"The end of {self.log}:\n\n{self.last_lines()}"
        )

    def last_lines(self):
        """Give the end of what it has logged in this run."""
        with self.log.open("rb") as file:
            file.seek(self.log_begins_at)
            text = file.read().decode(errors="replace")
        return last_lines(text, 8) or "(it logged nothing)"

    def end(self, patience):
        """Ask it to finish, wait, and then insist."""
        with contextlib.suppress(ProcessLookupError):
            if self.process.poll() is None:
                self.process.send_signal(self.stop)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            say(f"{self.name} did not finish within {patience} s and was killed.")
        finally:
            # Also what it has left behind: workers of a killed master.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()


class Stack:
    """The running programs; `with` ends them all, whatever happens."""

    def __init__(self, var, run):
        self.var = var
        self.run = run
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.end()

    def start(self, *arguments, **options):
        """Start one more program, and write down that it is ours."""
        process = Process(*arguments, **options)
        self.processes.append(process)
        record = {p.name: [p.pid, started_at(p.pid)] for p in self.processes}
        (self.var / RECORD).write_text(json.dumps(record))
        return process

    def wait_until(self, is_so, what, seconds):
        """Wait for something that one of the programs is about to do."""
        deadline = time.monotonic() + seconds
        while not is_so():
            self.check()
            if time.monotonic() > deadline:
                logs = "\n\n".join(
                    f"{p.log}:\n{p.last_lines()}" for p in self.processes
                )
                raise Trouble(f"{what} within {seconds} s.\n\n{logs}")
            time.sleep(0.05)

    def watch(self):
        """Return never; raise when a program has ended."""
        while True:
            self.check()
            time.sleep(0.2)

    def check(self):
        for process in self.processes:
            process.check()

    def end(self):
        """End the programs, the last started first: no request meets a closed door."""
        patience = 40
        for process in reversed(self.processes):
            try:
                process.end(patience)
            except KeyboardInterrupt:
                say("Not waiting any longer.")
                patience = 0
        end_strays(self.var)
        for name in os.listdir(self.run) if self.run.exists() else ():
            (self.run / name).unlink()
        (self.var / RECORD).unlink(missing_ok=True)


def lock(var):
    """Hold the state for this process alone; the lock goes when the process goes."""
    file = (var / LOCK).open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        raise Trouble(
            f"It runs already: process {file.read().strip() or 'unknown'} holds {var}.\n"
            "Stop that one (Ctrl-C in its terminal), or give this one another VAR_DIR."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def refuse_second(var):
    """Say so if another process holds this state."""
    if (var / LOCK).exists():
        number = (var / LOCK).read_text()
        lock(var).close()
        (var / LOCK).write_text(number)


def end_leftovers(var):
    """End what a run that was killed has left behind, and say so."""
    record = var / RECORD
    known = json.loads(record.read_text() or "{}") if record.exists() else {}
    left = [
        name for name, (pid, start) in known.items() if end_if_same(pid, start)
    ] + end_strays(var)
    if left:
        say(f"The last run was cut off and left {', '.join(left)} running; ended now.")
    record.unlink(missing_ok=True)


def end_if_same(pid, start):
    """End a process group, unless the number now belongs to another process."""
    if not start or started_at(pid) != start:
        return False
    for number in signal.SIGINT, signal.SIGKILL:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, number)
        deadline = time.monotonic() + 10
        while started_at(pid) == start and time.monotonic() < deadline:
            time.sleep(0.05)
    return True


def end_strays(var):
    """End the stack's children that lost their parent: a killed uWSGI's worker.

    Only Linux shows another process's variables; elsewhere none are found.
    """
    mark = f"{MARK}={var}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environ.read_bytes().split(b"\0"):
                pid = int(environ.parent.name)
                name = (environ.parent / "cmdline").read_bytes().split(b"\0")
                os.kill(pid, signal.SIGKILL)
                found.append(b" ".join(name[1:3]).decode(errors="replace"))
    return found


def started_at(pid):
    """Say when this process started, as the system prints it; nothing if it is gone."""
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    said = subprocess.run(command, capture_output=True, text=True).stdout.split()
    return "" if not said or said[0].startswith("Z") else " ".join(said[1:])
