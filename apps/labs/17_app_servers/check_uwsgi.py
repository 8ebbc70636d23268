"""uwsgi packets for the check, and the server that an ini describes."""

import contextlib
import os
import shutil
import signal
import socket
import struct
from pathlib import Path

from apps.labs.checking import Refused, document
from apps.labs.programs import poll

APP = Path(__file__).with_name("check_app.py")
PROTOCOL = document(
    "The uwsgi Protocol",
    "uwsgi packet header",
    "modifier1 (1 byte), size of the variables (2 bytes, little-endian), modifier2 (1 byte); "
    "then each variable: length and name, length and value, lengths in 2 bytes, "
    "little-endian. The content follows, and is not counted.",
    "https://uwsgi-docs.readthedocs.io/en/latest/Protocol.html",
)


def option(name, says, page="Options"):
    address = f"https://uwsgi-docs.readthedocs.io/en/latest/{page}.html"
    return document("uWSGI", name, says, address)


def pairs(variables):
    word = lambda w: struct.pack("<H", len(w)) + w  # noqa: E731, it is used twice below
    return b"".join(word(name) + word(value) for name, value in variables)


def packet(variables, modifier1=0, modifier2=0):
    data = pairs(variables)
    return struct.pack("<BHB", modifier1, len(data), modifier2) + data


def read_packet(wire):
    """Be uWSGI: read the variables of a packet that a learner's client sends."""
    head = wire.read(4, "A header of four bytes comes.")
    modifier1, size, modifier2 = struct.unpack("<BHB", head)
    if (modifier1, modifier2) != (0, 0):
        raise Refused(
            "Both modifiers are 0: a request for a WSGI application.",
            got=f"modifier1 is {modifier1}, modifier2 is {modifier2}; the header is "
            f"{head.hex(' ')}.",
            wire=wire,
        )
    wire.note(f"The check reads {head.hex(' ')}: variables of {size:,} bytes follow.")
    other = struct.unpack(">BHB", head)[1]
    told = f"As many bytes of variables come as the header says: {size:,}."
    if size != other:
        told += f" (With the higher byte first it would be {other:,}.)"
    data = wire.read(size, told)
    found, at, words = {}, 0, []
    while at < size:
        length = int.from_bytes(data[at : at + 2], "little")
        word = data[at + 2 : at + 2 + length]
        if at + 2 > size or len(word) < length:
            raise Refused(
                "Each name and each value has the length that stands before it, and the "
                "last ends where the variables end.",
                got=f"At byte {at:,} of {size:,} stands {data[at : at + 12]!r}: a length "
                f"of {length:,}, and there are {max(size - at - 2, 0):,} bytes left.",
                wire=wire,
            )
        words.append(word)
        at += 2 + length
    if len(words) % 2:
        raise Refused("A value for each name.", got="The last has none.", wire=wire)
    for name, value in zip(words[::2], words[1::2], strict=True):
        found[name.decode("latin-1")] = value
    return found


class Instance:
    """The learner's uwsgi.ini, running with an application of the check's."""

    def __init__(self, bench):
        self.bench = bench
        self.run = bench.folder / "run"
        # What the learner's own uWSGI has left there is none of ours.
        shutil.rmtree(self.run, ignore_errors=True)
        (bench.folder / "app.py").write_bytes(APP.read_bytes())
        self.program = bench.start("uwsgi", "--ini", "uwsgi.ini")
        self.socket = self.run / "app.sock"
        first = poll(lambda: self.has_failed or self.connected(), bench.start_patience)
        if isinstance(first, socket.socket):
            first.close()
        else:
            raise Refused(
                "uWSGI starts, and listens at run/app.sock beside the ini.",
                got=self.why(),
                clause=option("socket", "The address at which it speaks uwsgi."),
                question="What does uWSGI say last, on the terminal or in its log?",
            )

    @property
    def has_failed(self):
        return self.program.has_ended and self.program.status != 0

    def connected(self):
        connection = socket.socket(socket.AF_UNIX)
        if connection.connect_ex(str(self.socket)) == 0:
            return connection
        connection.close()
        return None

    def why(self):
        words = self.program.errors + self.program.output
        with contextlib.suppress(OSError):
            words += (self.run / "app.log").read_bytes()
        lines = words.decode("utf-8", "replace").strip().splitlines()[-8:]
        there = sorted(path.name for path in self.run.glob("*"))
        lines.append(f"In run/ there is: {', '.join(there) or 'nothing'}.")
        return "\n".join([self.program.how_it_ended(), *lines])

    def ask(self, path="/", query=""):
        """Send a request, and give its wire: `answer` reads what comes."""
        connection = poll(self.connected, self.bench.patience)
        if not connection:
            raise Refused("run/app.sock is listened at.", got=self.why())
        wire = self.bench.wire(UnixSocket(connection))
        wire.send(
            packet(
                [
                    (b"REQUEST_METHOD", b"GET"),
                    (b"PATH_INFO", path.encode()),
                    (b"QUERY_STRING", query.encode()),
                    (b"SERVER_NAME", b"localhost"),
                    (b"SERVER_PORT", b"80"),
                    (b"SERVER_PROTOCOL", b"HTTP/1.1"),
                ]
            )
        )
        return wire

    def answer(self, wire):
        head, _, body = wire.read_to_end("An answer comes, and its end.").partition(
            b"\r\n\r\n"
        )
        if b" 200 " not in head.partition(b"\r\n")[0]:
            got = f"{head[:60]!r}. {self.why()}"
            raise Refused("The application answers 200.", got=got, wire=wire)
        return body

    def who(self):
        """The process that answers, and its parent."""
        return tuple(map(int, self.answer(self.ask("/who")).split()))

    def pid_in_file(self):
        path = self.run / "app.pid"
        written = poll(
            lambda: path.exists() and path.read_text().strip(), self.bench.patience
        )
        if not written:
            raise Refused("run/app.pid has the process id.", got=self.why())
        return int(written)


class UnixSocket:
    """A unix socket, which has no Nagle's algorithm to switch off."""

    def __init__(self, inner):
        self.inner = inner

    def setsockopt(self, *arguments):
        pass

    def __getattr__(self, name):
        return getattr(self.inner, name)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        if os.path.exists("/proc/self"):
            return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def kill(pid, number=signal.SIGKILL):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
