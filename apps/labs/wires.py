"""A connection between a check and a program, which remembers all that went over it."""

from __future__ import annotations

import selectors
import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass

from .showing import count, difference

# More than this is a flood and not an answer.
MOST = 16 << 20
GONE = (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)


class Refused(Exception):
    """The program did not do what a step of a check expects of it."""

    def __init__(self, expected: str, *, got="", clause=None, question="", wire=None):
        super().__init__(expected)
        self.expected, self.got = expected, got
        self.clause, self.question, self.wire = clause, question, wire


@dataclass
class Event:
    """What happened on a wire: `sent`, `came` or `note`; pieces that met are joined."""

    kind: str
    data: bytes = b""
    pieces: int = 1
    note: str = ""


class Wire:
    """One TCP connection. Whatever it waits for, it waits `patience` seconds at most.

    While it sends, it also reads: a program that answers before it has read all
    cannot block the check.
    """

    def __init__(self, sock: socket.socket, patience: float, is_to_client=False):
        self.socket, self.patience, self.is_to_client = sock, patience, is_to_client
        self.events: list[Event] = []
        self.has_end = False  # the other side has said that nothing more comes
        self.was_reset = False
        self._unread = b""
        self._came = 0
        sock.setblocking(False)
        # Pieces are sent as pieces, and not gathered by Nagle's algorithm.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    # Sending

    def send(self, data: bytes) -> None:
        self._note("sent", data)
        view, deadline = memoryview(data), self._deadline()
        while view and not self.was_reset:
            readable, writable = self._wait(deadline, to_write=True)
            if not (readable or writable):
                self._refuse("Your program reads what it is sent.", self._silence())
            if readable:
                self._receive()
            if writable:
                try:
                    view = view[self.socket.send(view) :]
                except GONE:
                    self._is_reset()

    def drip(self, data: bytes, sizes: Iterable[int] = ()) -> None:
        """Send in pieces of these sizes, and the rest byte by byte."""
        sizes = iter(sizes)
        while data:
            size = next(sizes, 1)
            self.send(data[:size])
            data = data[size:]

    def finish(self) -> None:
        """Say that nothing more will be sent; what comes back can still be read."""
        self._remark("The check said that it sends no more (shutdown).")
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self._is_reset()

    def reset(self) -> None:
        """Break the connection off, as when a machine loses its network."""
        self._remark("The check broke the connection off (RST).")
        now = struct.pack("ii", 1, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self.socket.close()

    def close(self) -> None:
        self.socket.close()

    # Reading

    def read(self, size: int, expected: str = "") -> bytes:
        """Give exactly so many bytes; refuse when fewer come."""
        deadline = self._deadline()
        while len(self._unread) < size and self._more(deadline):
            pass
        if len(self._unread) < size:
            told = f"{count(size, 'byte')} come back."
            self._refuse(expected or told, self._why_less())
        return self._take(size)

    def read_until(self, mark: bytes, expected: str = "") -> bytes:
        """Give all up to and including a mark; refuse when it does not come."""
        deadline = self._deadline()
        while mark not in self._unread and self._more(deadline):
            pass
        if mark not in self._unread:
            told = f"{mark!r} comes back."
            self._refuse(expected or told, self._why_less())
        return self._take(self._unread.index(mark) + len(mark))

    def read_some(self) -> bytes:
        """Give what has come, or the next that comes; b"" at the end or after a wait."""
        if not self._unread:
            self._more(self._deadline())
        return self._take(len(self._unread))

    def unread(self, data: bytes) -> None:
        """Put back what was read but belongs to what follows."""
        self._unread = data + self._unread

    @property
    def unread_bytes(self) -> bytes:
        """What has come and was not read yet."""
        return self._unread

    def wait_end(self, expected: str = "") -> None:
        """Wait until the program closes; refuse when it does not close."""
        self.drain()
        if not self.has_end:
            told = "Your program closes the connection when it has answered."
            self._refuse(expected or told, self._why_less())

    def drain(self) -> None:
        """Take in what still comes, until the program closes or says nothing more."""
        deadline = self._deadline()
        while self._more(deadline):
            pass

    def read_to_end(self, expected: str = "") -> bytes:
        """Give all until the program closes; refuse when it does not close."""
        self.wait_end(expected)
        return self._take(len(self._unread))

    def expect(self, data: bytes, expected: str = "") -> None:
        """Read as many bytes as these and refuse any others."""
        deadline = self._deadline()
        while len(self._unread) < len(data) and self._more(deadline):
            if not data.startswith(self._unread[: len(data)]):
                break
        got = self._unread[: len(data)]
        if got == data:
            self._take(len(data))
            return
        told = expected or f"These {count(len(data), 'byte')} come back: {short(data)}"
        is_start = data.startswith(got)
        self._refuse(told, self._why_less() if is_start else difference(got, data))

    def expect_end(self, expected: str = "") -> None:
        """Refuse a connection that stays open, or on which more comes."""
        rest = self.read_to_end(expected)
        if rest:
            told = expected or "Nothing more comes, and the connection is closed."
            self._refuse(told, f"{count(len(rest), 'byte')} more came: {short(rest)}")

    # What was said, for the person

    def note(self, words: str) -> None:
        """Remember something that a reader of the conversation should know."""
        self._remark(words)

    # The work below

    def _deadline(self):
        return time.monotonic() + self.patience

    def _wait(self, deadline, to_write=False):
        events = selectors.EVENT_READ * (not self.has_end)
        events |= selectors.EVENT_WRITE * to_write
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, events)
            left = max(deadline - time.monotonic(), 0)
            got = next((ready for _, ready in selector.select(left)), 0)
        return got & selectors.EVENT_READ, got & selectors.EVENT_WRITE

    def _more(self, deadline):
        """Receive the next piece; False at the end, or when the time has passed."""
        if self.has_end or not self._wait(deadline)[0]:
            return False
        return self._receive()

    def _receive(self):
        try:
            chunk = self.socket.recv(65536)
        except BlockingIOError:
            return True
        except GONE:
            return self._is_reset()
        if not chunk:
            self._remark("Your program closed its side of the connection.")
            self.has_end = True
            return False
        self._note("came", chunk)
        self._unread += chunk
        self._came += len(chunk)
        if self._came > MOST:
            self._refuse("An answer that ends.", f"More than {MOST >> 20} MiB came.")
        return True

    def _is_reset(self):
        if not self.was_reset:
            self._remark("The connection was broken off by your program's side (RST).")
        self.was_reset = self.has_end = True
        return False

    def _take(self, size):
        taken, self._unread = self._unread[:size], self._unread[size:]
        return taken

    def _why_less(self):
        """Say in a sentence why nothing more comes."""
        got = f"{count(len(self._unread), 'byte')} came, then" if self._unread else ""
        if self.was_reset:
            return f"{got} the connection was broken off."
        if self.has_end:
            return f"{got} your program closed the connection."
        return f"{got} {self._silence()}"

    def _silence(self):
        return f"nothing happened for {self.patience:g} s; the connection is open."

    def _note(self, kind, data):
        if self.events and self.events[-1].kind == kind:
            self.events[-1].data += data
            self.events[-1].pieces += 1
        else:
            self.events.append(Event(kind, data))

    def _remark(self, note):
        self.events.append(Event("note", note=note))

    def _refuse(self, expected, got):
        got = got.strip()
        raise Refused(expected, got=got[:1].upper() + got[1:], wire=self)


def short(data: bytes, most: int = 60) -> str:
    """Write bytes within a sentence."""
    return repr(data) if len(data) <= most else f"{data[:most]!r} …"
