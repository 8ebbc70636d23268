"""The programs of a running stack: started, watched, and ended in good order.

Standard library only. What a program prints goes to its log; what concerns a
person is said here, in a sentence.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import time

from .development import Trouble, last_lines, say

LOCK = "production.lock"
RECORD = "production.json"
# A program that ends is started again after this many seconds …
PAUSE = 3
# … unless that many times in a row it has lived less than so many seconds.
MOST_FAILURES = 3
SHORT_LIFE = 10


class Process:
    """A program of the stack.

    Each has a session of its own, so that Ctrl-C, which a terminal sends to
    everything it runs, reaches only this script, which ends the others one by one.
    """

    def __init__(self, name, command, log, environ, stop=signal.SIGTERM):
        self.name = name
        self.command = [str(word) for word in command]
        self.log = log
        self.environ = environ
        # The signal that means: finish what you are doing, then go.
        self.stop = stop
        self.failures = 0
        self.start()

    def start(self):
        with self.log.open("ab") as file:
            self.log_begins_at = file.tell()
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=self.environ,
                start_new_session=True,
            )
        self.pid = self.process.pid
        self.started_at = time.monotonic()
        self.start_again_at = None

    def has_ended(self):
        return self.process.poll() is not None

    def obituary(self):
        """Say in a sentence that it has ended, with what it said last."""
        code = self.process.returncode
        how = f"exit code {code}" if code >= 0 else f"signal {-code}"
        return (
            f"{self.name} has ended ({how}). The end of {self.log}:\n\n{self.tail()}\n"
        )

    def tail(self):
        """Give the end of what it has logged since it was started."""
        with self.log.open("rb") as file:
            file.seek(self.log_begins_at)
            text = file.read().decode(errors="replace")
        return last_lines(text, 8) or "(it logged nothing)"

    def end(self, patience):
        """Ask it to finish, wait, and then insist."""
        if not self.has_ended():
            self.process.send_signal(self.stop)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            say(f"{self.name} did not finish within {patience} s and was killed.")
        finally:
            self.end_children()
            self.process.wait()

    def end_children(self):
        """End what it may have left behind, in the session that it began."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


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
        """Start one more program."""
        process = Process(*arguments, **options)
        self.processes.append(process)
        self.record()
        return process

    def record(self):
        """Write down which processes are ours, for a next run to find them."""
        pids = {p.name: [p.pid, started_at(p.pid)] for p in self.processes}
        (self.var / RECORD).write_text(json.dumps(pids))

    def wait_until(self, is_so, what, seconds):
        """Wait for something that one of the programs is about to do."""
        deadline = time.monotonic() + seconds
        while not is_so():
            for process in self.processes:
                if process.has_ended():
                    raise Trouble(process.obituary())
            if time.monotonic() > deadline:
                logs = "\n\n".join(f"{p.log}:\n{p.tail()}" for p in self.processes)
                raise Trouble(f"{what} within {seconds} s.\n\n{logs}")
            time.sleep(0.05)

    def watch(self):
        """Keep the programs running, as systemd does on a server."""
        while True:
            for process in self.processes:
                if process.start_again_at:
                    self.start_again(process)
                elif process.has_ended():
                    self.mourn(process)
            time.sleep(0.2)

    def mourn(self, process):
        """Say what has ended; let it start again, unless it ends each time."""
        lived = time.monotonic() - process.started_at
        process.failures = process.failures + 1 if lived < SHORT_LIFE else 1
        say("", process.obituary())
        if process.failures > MOST_FAILURES:
            raise Trouble(f"{process.name} ends each time, so all of it is stopped.")
        say(f"{process.name} starts again in {PAUSE} s.")
        process.start_again_at = time.monotonic() + PAUSE

    def start_again(self, process):
        if time.monotonic() >= process.start_again_at:
            process.end_children()
            process.start()
            self.record()

    def end(self):
        """End the programs, the last started first: no request meets a closed door."""
        patience = 40
        for process in reversed(self.processes):
            try:
                process.end(patience)
            except KeyboardInterrupt:
                say("Not waiting any longer.")
                patience = 0
        shutil.rmtree(self.run)
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
    left = [name for name, (pid, start) in known.items() if end_if_same(pid, start)]
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


def started_at(pid):
    """Say when this process started, as the system prints it; nothing if it is gone."""
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    said = subprocess.run(command, capture_output=True, text=True).stdout.split()
    return "" if not said or said[0].startswith("Z") else " ".join(said[1:])
