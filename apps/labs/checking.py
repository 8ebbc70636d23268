"""The language of checks: steps, what they are given, and how they refuse.

A check is a module `check.py` in a lab's folder, whose steps are run in the order in
which they stand there:

    @step(
        "A message in pieces comes back whole",
        clause=rfc(9293, "2.2", "TCP carries a stream of bytes. It knows no messages."),
        question="What ends the loop in which your program reads?",
    )
    def in_pieces(bench):
        wire = bench.serve("echo_server.py").connect()
        wire.drip(b"one byte at a time")
        wire.expect(b"one byte at a time")

README.md in this folder tells all of it.
"""

from __future__ import annotations

import contextlib
import importlib
import random
import shlex
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import ladder, listeners, ports
from .programs import Limits, Program, Rest, environment, poll
from .wires import Refused, Wire, short

__all__ = ["Bench", "Refused", "document", "pep", "rfc", "short", "step"]


# Which document says so


@dataclass(frozen=True)
class Clause:
    """A place in a document, and in our own words what it says."""

    document: str
    section: str
    says: str
    address: str = ""


def rfc(number: int, section: str, says: str) -> Clause:
    """Name a section by its number, or by its title where there are no numbers."""
    page = f"https://www.rfc-editor.org/rfc/rfc{number}"
    anchor = f"#section-{section}" if section[:1].isdigit() else ""
    return Clause(f"RFC {number}", section, says, page + anchor)


def pep(number: int, section: str, says: str) -> Clause:
    return Clause(
        f"PEP {number}", section, says, f"https://peps.python.org/pep-{number}/"
    )


def document(name: str, section: str, says: str, address: str = "") -> Clause:
    return Clause(name, section, says, address)


# Steps


@dataclass(frozen=True)
class Step:
    """One thing that a check asks of a program."""

    title: str
    clause: Clause
    question: str
    run: Callable[[Bench], None]

    @property
    def name(self) -> str:
        return self.run.__name__


def step(title: str, *, clause: Clause, question: str):
    """Make a step of a function; what it raises may name a clause of its own."""
    return lambda function: Step(title, clause, question, function)


def steps_of(lab: ladder.Lab) -> list[Step]:
    """Give the steps of check.py; of a long one, those of its PARTS, one by one."""
    module = importlib.import_module(f"{__package__}.{lab.name}.check")
    return [
        thing
        for part in getattr(module, "PARTS", [module])
        for thing in vars(part).values()
        if isinstance(thing, Step)
    ]


# What a step is given


class Server(Program):
    """A program that should listen on a port."""

    port: int
    last_wire: Wire | None = None
    remark = ""  # what a reader of its next conversations should know
    is_again = False  # it gets the port of another, which is the subject of the step
    _bench: Bench

    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        self._known_ports: set[int] = set()  # where it is this program that answers

    def connect(self, port: int | None = None) -> Wire:
        """Connect as soon as it listens; refuse when it does not come to that."""
        self.last_wire = self._bench.wire(self._connected(port or self.port))
        if self.remark:
            self.last_wire.note(self.remark)
        return self.last_wire

    def wait_listening(self) -> None:
        """Wait until it listens, for steps that let another client connect.

        The connection that finds out is closed at once: the program sees a client
        that sends nothing.
        """
        self._connected(self.port).close()

    def _connected(self, port):
        found = self._bench.poll_begun(self, lambda: connected(port))
        if isinstance(found, socket.socket):
            if port not in self._known_ports:
                self._refuse_stranger(port, found)
                self._known_ports.add(port)
            return found
        if self.over or self.failed:
            raise Refused(WITHIN_LIMITS, got=self.how_it_ended(), question=LIMITS)
        got = self.how_it_ended() if self.has_ended else "Nobody listens there."
        if self.last_wire:
            told = "Your program goes on to listen, for the next client."
            raise Refused(told, got=got)
        told = (
            f"Your program listens on {ports.HOST}, port {port}: the number that it is "
            "given as its argument and as PORT in its environment."
        )
        if self.is_again:
            raise Refused(told, got=got)
        question = NAMED_LINE if b"Traceback" in self.errors else WHOSE_PORT
        raise Refused(told, got=got, clause=PASSIVE, question=question)

    def _refuse_stranger(self, port, found):
        """Refuse when another program's server answers at the port, and name that."""
        stranger = listeners.stranger(port, self.keeper)
        if not stranger:
            return
        found.close()
        raise Refused(
            f"Your program listens on {ports.HOST}, port {port}.",
            got=f"Somebody else does: {stranger}. {self.how_it_ended()}",
            clause=PASSIVE,
            question="Which of these programs have you started yourself, and does it still have "
            "to run?",
        )


NAMED_LINE = (
    "Which line of your program does the complaint name, and what went wrong there?"
)
WHOSE_PORT = "Where does the number of your port come from, and who ends your loop?"
PASSIVE = rfc(
    9293,
    "3.9.1.1",
    "A server opens a port passively: it listens there, and waits for whoever connects.",
)
WITHIN_LIMITS = "Your program keeps within the limits of a check."
LIMITS = (
    "What does your program start, write or keep again and again, and what ends that?"
)


class Bench:
    """The workbench of a step: the learner's programs, wires to them, and chance.

    All that is started here is ended with the step.
    """

    def __init__(self, folder: Path, shelf: Shelf, chance: random.Random, how):
        self.folder = folder
        self.limits = shelf.limits
        self.random = chance
        self.patience = how.patience
        # The first start after an installation reads all of Python from the disk.
        self.start_patience = 3 * how.patience
        self.programs: list[Program] = []
        self.wires: list[Wire] = []
        self._ends = contextlib.ExitStack()
        self._named_ports = how.named_ports
        self._shelf = shelf
        self.has_used_another_steps = False

    # Programs

    def lay(self, name: str, content: bytes) -> None:
        """Lay a file of the check's beside the learner's, for shared servers too."""
        for folder in self.folder, self._shelf.folder:
            (folder / name).write_bytes(content)

    def serve(
        self,
        file: str,
        *arguments,
        named: int | None = None,
        port: int | None = None,
        **environ,
    ) -> Server:
        """Start a server of the learner's; its port is the first argument, and PORT.

        A named port is used when it is free; `port` must be that one and no other.
        """
        number = port or ports.choose(named if self._named_ports else None)
        server = self._start(
            Server, [file, str(number), *arguments], {"PORT": number} | environ
        )
        server.port, server._bench = number, self
        server.is_again = port is not None
        return server

    @property
    def shared_folder(self) -> Path:
        """Where shared servers run: a copy of the learner's files for the whole check."""
        return self._shelf.folder

    def shared(
        self, file: str, *arguments, named: int | None = None, **environ
    ) -> Server:
        """Give a server that earlier steps have used already, or start it.

        It saves the start, in steps that need no fresh one. It runs in a folder of
        its own, `server.folder`.
        """
        key = (file, arguments, tuple(sorted(environ.items())))
        server = self._shelf.servers.get(key)
        if server and not server.has_ended:
            # A step may ask twice: what it has started itself is no other step's.
            self.has_used_another_steps |= server._bench is not self
        else:
            port = ports.choose(named if self._named_ports else None)
            words = command_of(self._shelf.folder, [file, str(port), *arguments])
            around = environment(self._shelf.folder, PORT=port, **environ)
            server = Server(words, self._shelf.folder, around, self.limits)
            server.port = port
            self._shelf.servers[key] = server
        server._bench = self
        self.programs.append(server)
        return server

    def start(self, *command, **environ) -> Program:
        """Start a program and let it run. A first word that ends in .py is the learner's."""
        return self._start(Program, command, environ)

    def run(self, *command, stdin: bytes = b"", **environ) -> Program:
        """Run a program to its end; refuse when it does not end."""
        program = self.start(*command, **environ)
        program.say(stdin)
        program.say_no_more()
        return self.ended(program)

    def ended(self, program: Program) -> Program:
        """Wait until a program has ended; refuse when it does not."""
        if not program.wait_ended(self.patience):
            raise Refused(
                "Your program ends.", got=f"It still ran after {self.patience:g} s."
            )
        if program.over or program.failed:
            got = program.how_it_ended()
            raise Refused(WITHIN_LIMITS, got=got, question=LIMITS)
        program.stop()
        return program

    def poll_begun(self, program: Program, question: Callable[[], object]):
        """Ask until the answer is true, the program has ended, or it will do nothing.

        Who still computes, or waits for the disk, is given `start_patience`; who only
        sleeps has nothing more to begin, and gets no more time than for an answer.
        """
        rest = Rest(program)
        found = poll(
            lambda: question() or program.has_ended or rest.seconds > self.patience,
            self.start_patience,
        )
        return None if isinstance(found, bool) else found

    def _start(self, kind, command, environ):
        words = command_of(self.folder, command)
        around = environment(self.folder, **environ)
        program = kind(words, self.folder, around, self.limits)
        self.programs.append(program)
        self._ends.callback(program.stop)
        return program

    def _is_there(self, file):
        if not (self.folder / file).exists():
            raise Refused(
                f"There is a program {file}.", got=f"There is no file {file}."
            )

    # Connections

    def wire(self, sock: socket.socket, is_to_client=False) -> Wire:
        """Make a wire of a connected socket."""
        wire = Wire(sock, self.patience, is_to_client)
        self.wires.append(wire)
        self._ends.callback(wire.close)
        return wire

    def listen(self) -> Listener:
        """Be a server, for a client of the learner's."""
        listener = Listener(self)
        self.close_later(listener)
        return listener

    # Verdicts

    def expect(self, is_so, expected: str, *, got: str = "", **more) -> None:
        """Refuse unless it is so."""
        if not is_so:
            raise Refused(expected, got=got, **more)

    def close_later(self, thing) -> None:
        """Close something of the check's own when the step ends."""
        self._ends.callback(thing.close)

    def close(self) -> None:
        self._ends.close()


# Said in the place of a wire: what was said before is not what this is about.
NONE = False


class Listener:
    """The check as a server."""

    def __init__(self, bench: Bench):
        self._bench = bench
        self._socket = socket.create_server((ports.HOST, 0))
        self.port = self._socket.getsockname()[1]

    def accept(self, client: Program) -> Wire:
        """Wait for the learner's client."""
        self._socket.setblocking(False)
        found = self._bench.poll_begun(client, self._accepted)
        # It may have connected and ended between the two questions.
        found = found or self._accepted()
        if not found:
            typed = shlex.join(client.command[1:])
            raise Refused(
                f"`{typed}` connects to {ports.HOST}, port {self.port}.",
                got=client.how_it_ended(),
                wire=NONE,
            )
        return self._bench.wire(found, is_to_client=True)

    def _accepted(self):
        try:
            return self._socket.accept()[0]
        except BlockingIOError:
            return None

    def close(self) -> None:
        self._socket.close()


def connected(port: int) -> socket.socket | None:
    try:
        return socket.create_connection((ports.HOST, port), timeout=1)
    except OSError:
        return None


class Shelf:
    """Servers that one step leaves for the next: what `bench.shared` gives."""

    def __init__(self, folder: Path, limits: Limits):
        self.folder, self.limits = folder, limits
        self.servers: dict[tuple, Server] = {}

    def clear(self) -> None:
        while self.servers:
            self.servers.popitem()[1].stop()

    def __enter__(self):
        return self

    def __exit__(self, *trouble):
        self.clear()


def command_of(folder: Path, words: Sequence) -> list[str]:
    """Give the command: Python for a program of the learner's."""
    words = [str(word) for word in words]
    if not words[0].endswith(".py"):
        return words
    if not (folder / words[0]).exists():
        raise Refused(
            f"There is a program {words[0]}.", got=f"There is no file {words[0]}."
        )
    return [sys.executable, *words]
