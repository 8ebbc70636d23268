"""The learner's program as a check sees it: started, watched, ended.

Each program has a keeper (keeper.py), which puts on the limits and ends all that the
program has started. This module is the near end of the keeper's two streams.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

KEEPER = Path(__file__).with_name("keeper.py")
# Debian keeps nginx where only root's PATH looks; Homebrew has places of its own.
PLACES = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"]


@dataclass(frozen=True)
class Limits:
    """What a program may use. A lab changes them in lab.toml, under [limits]."""

    processes: int = 48
    memory: int = 1024  # MiB: of one process, and of all together
    cpu: int = 20  # seconds, of one process
    seconds: int = 90  # by the clock on the wall
    file: int = 64  # MiB
    open_files: int = 256
    output: int = 1  # MiB of each of the two streams


class Program:
    """A running program, its output so far and, later, how it ended."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environ: dict[str, str],
        limits: Limits = Limits(),
    ):
        self.command, self.folder, self.limits = list(command), folder, limits
        self.output = b""
        self.errors = b""
        self.pid: int | None = None
        self.keeper: int | None = None  # below which all is that it starts
        self.status: int | None = None  # as of subprocess: -9 is "by signal 9"
        self.over: str | None = None  # the limit that it went over
        self.failed: str | None = None  # why it could not be started
        self._changed = threading.Condition()
        self._start(environ)

    def _start(self, environ):
        (control, self._control), (reports, report) = os.pipe(), os.pipe()
        (stdin, self._input), (output, stdout) = os.pipe(), os.pipe()
        errors, stderr = os.pipe()
        self._streams = {reports: "report", output: "output", errors: "errors"}
        theirs = [control, report, stdin, stdout, stderr]
        task = {
            "command": self.command,
            "folder": str(self.folder),
            "environ": environ,
            "limits": asdict(self.limits),
        }
        NURSERY.ask(task, theirs)
        for stream in theirs:
            os.close(stream)
        self._words: queue.Queue[bytes | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=work, daemon=True)
            for work in (self._read, self._write)
        ]
        for thread in self._threads:
            thread.start()

    # What happens to it

    def at_rest(self) -> list[str] | None:
        """Give what it has computed so far, if it sleeps and has no children; or None.

        None also where the system does not tell; Linux does.
        """
        about = Path(f"/proc/{self.pid}")
        try:
            words = (about / "stat").read_text().rpartition(")")[2].split()
            children = [path.read_text() for path in about.glob("task/*/children")]
        except OSError:
            return None
        # Asleep is S; who waits for the disk is D, who waits for the processor R.
        return words[9:13] if words[0] == "S" and not any(children) else None

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        """Wait until something has become true; False when the time has passed."""
        with self._changed:
            return self._changed.wait_for(until, seconds)

    def wait_ended(self, seconds: float) -> bool:
        return self.wait(lambda: self.has_ended, seconds)

    @property
    def has_ended(self) -> bool:
        return self.status is not None or self.failed is not None

    def say(self, words: bytes) -> None:
        """Write to its standard input, as fast as it reads."""
        self._words.put(words)

    def say_no_more(self) -> None:
        """Close its standard input."""
        self._words.put(None)

    def _write(self):
        # When it does not read, what it answers, or not, is what counts.
        with contextlib.suppress(BrokenPipeError):
            while (words := self._words.get()) is not None:
                while words:
                    words = words[os.write(self._input, words) :]
        os.close(self._input)

    def signal(self, number: int) -> None:
        """Send a signal to the program itself, not to its children."""
        # All of it may have ended.
        with contextlib.suppress(BrokenPipeError, TypeError):
            os.write(self._control, bytes([number]))

    def stop(self) -> None:
        """End it with all that it has started. It may be called twice."""
        if self._control is None:
            return
        os.close(self._control)
        self._control = None
        if self.keeper:
            # The program may have put it to sleep: SIGSTOP for its parent.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.keeper, signal.SIGCONT)
        self.say_no_more()
        # The report ends with the keeper, and the keeper with the last process.
        for thread in self._threads:
            thread.join(40)

    @property
    def was_killed(self) -> bool:
        """Say whether it ran until `stop` ended it."""
        return (
            self._control is None and self.status == -signal.SIGKILL and not self.over
        )

    def how_it_ended(self) -> str:
        """Tell in a sentence what has become of it."""
        if self.failed:
            return f"Your program could not be started: {self.failed}."
        if self.over:
            return OVER[self.over].format(**asdict(self.limits))
        if self.status is None:
            return "Your program is still running."
        if self.status == -signal.SIGXCPU:
            return (
                f"Your program was ended: {self.limits.cpu} s of computing is enough."
            )
        if self.status < 0:
            name = signal.Signals(-self.status).name
            return f"Your program was ended by the signal {name}."
        return f"Your program ended by itself, with exit status {self.status}."

    # What it says

    def _read(self):
        """Collect output and reports until all three streams have ended."""
        with selectors.DefaultSelector() as streams:
            for stream, name in self._streams.items():
                streams.register(stream, selectors.EVENT_READ, name)
            rest = b""
            while streams.get_map():
                for key, _ in streams.select():
                    chunk = os.read(key.fd, 65536)
                    if not chunk:
                        streams.unregister(key.fd)
                        os.close(key.fd)
                    elif key.data == "report":
                        *lines, rest = (rest + chunk).split(b"\n")
                        self._take(*map(json.loads, lines))
                    else:
                        self._collect(key.data, chunk)
        with self._changed:
            if not self.has_ended:
                self.status = -signal.SIGKILL  # The keeper itself was killed.
            self._changed.notify_all()

    def _take(self, *reports):
        with self._changed:
            for report in reports:
                self.pid = report.get("started", self.pid)
                self.keeper = report.get("keeper", self.keeper)
                self.over = self.over or report.get("over")
                self.failed = report.get("failed", self.failed)
                self.status = report.get("ended", self.status)
            self._changed.notify_all()

    def _collect(self, stream, chunk):
        """Keep what it writes up to the limit; a flood ends it."""
        with self._changed:
            kept = getattr(self, stream)
            room = (self.limits.output << 20) - len(kept)
            setattr(self, stream, kept + chunk[:room])
            if len(chunk) > room and not self.over:
                self.over = "output"
                self.signal(signal.SIGKILL)
            self._changed.notify_all()


class Nursery:
    """The process that makes keepers: one for all the programs of this process."""

    def __init__(self):
        self._socket, self._pid = None, None
        self._lock = threading.Lock()

    def ask(self, task: dict, streams: list[int]) -> None:
        """Have a program started, with copies of these five streams."""
        words = json.dumps(task).encode()
        with self._lock:
            # After a fork the parent's belongs to the parent.
            if self._pid != os.getpid():
                self._start()
            try:
                self._send(words, streams)
            except BrokenPipeError:
                self._start()
                self._send(words, streams)

    def _send(self, words, streams):
        head = len(words).to_bytes(4)
        socket.send_fds(self._socket, [head], streams)
        self._socket.sendall(words)

    def _start(self):
        self._socket, theirs = socket.socketpair()
        self._pid = os.getpid()
        with theirs:
            # It ends when this process does, because the socket then ends.
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(KEEPER), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # Ctrl-C at the terminal is for the check, which then ends everything.
                start_new_session=True,
            )
        atexit.register(_let_go, self._socket, process)


def _let_go(sock, process):
    sock.close()
    process.wait()


NURSERY = Nursery()


class Rest:
    """How long a program has rested: asleep, alone, and with nothing computed."""

    def __init__(self, program: Program):
        self.program = program
        self._before, self._since = None, time.monotonic()

    @property
    def seconds(self) -> float:
        computed = self.program.at_rest()
        if computed is None or computed != self._before:
            self._before, self._since = computed, time.monotonic()
        return time.monotonic() - self._since


OVER = {
    "processes": "Your program was ended: it had started more than {processes} "
    "processes.",
    "memory": "Your program was ended: it used more than {memory} MiB of memory.",
    "seconds": "Your program was ended: it ran longer than {seconds} s.",
    "output": "Your program was ended: it wrote more than {output} MiB of output.",
}


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Give what a program finds around it: little, and the same on every machine."""
    return {
        "PATH": search_path(),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        # Without a name server, to ask for an unknown name takes a second and not 20.
        "RES_OPTIONS": "timeout:1 attempts:1",
        **{name: str(word) for name, word in more.items()},
    }


def search_path() -> str:
    """Give the PATH, with the virtual environment's programs before all others."""
    ours = os.path.dirname(sys.executable)
    return os.pathsep.join([ours, os.environ.get("PATH", os.defpath), *PLACES])


def find(name: str) -> str | None:
    """Give the path of a program, on the PATH or where systems hide it."""
    return shutil.which(name, path=search_path())


def poll(is_so: Callable[[], object], seconds: float, pause: float = 0.002):
    """Ask again and again until the answer is true; give the last answer.

    The pauses grow: most of what is waited for happens in the first hundredths.
    """
    deadline = time.monotonic() + seconds
    while not (answer := is_so()) and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)
    return answer
