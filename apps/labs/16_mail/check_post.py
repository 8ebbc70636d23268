"""A mail server for the check: it keeps RFC 5321, answers as a step wants, remembers all.

    post = Post(bench, {"RCPT": b"550 nobody\\r\\n"})
    post.port, post.talks, post.letters

Where the check plays the server, what a program says is "came", as on a wire.
"""

import contextlib
import email
import email.policy
import re
import socket
import threading

from apps.labs.programs import poll
from apps.labs.wires import Event

# In place of an answer: say nothing more, and keep the connection; or hang up.
SILENCE, HANG_UP = object(), object()
LINE = rb"(?i)(MAIL FROM|RCPT TO):\s?<([^<>\r\n]*)>[^\r\n]*\r?\n"
AFTER = {
    "EHLO": b"250 post.example\r\n",
    "DATA": b"354 go on\r\n",
    "QUIT": b"221 bye\r\n",
}


class Talk:
    """One connection, for the report as if it were a wire."""

    is_to_client = True

    def __init__(self, connection, answers):
        self.connection, self.answers = connection, answers
        self.events = []
        self.commands = []  # as they came, without the line end
        self.letters = []
        self.fault = ""  # what no server must be sent
        self.has_end = False

    def note(self, words):
        self.events.append(Event("note", note=words))

    def say(self, stage, default):
        answer = self.answers.get(stage, default)
        if callable(answer):
            answer = answer(self) or default
        if answer is SILENCE:
            self.note("The check says nothing more.")
            while self.connection.recv(1000):
                pass
            raise EOFError
        if answer is HANG_UP:
            self.note("The check closed the connection.")
            raise EOFError
        self.events.append(Event("sent", answer))
        if self.answers.get("in pieces"):
            for byte in answer:
                self.connection.sendall(bytes([byte]))
        else:
            self.connection.sendall(answer)
        return answer

    def hold(self):
        stream = self.connection.makefile("rb")
        try:
            self.converse(stream)
        except (EOFError, OSError, ValueError):
            pass
        finally:
            with contextlib.suppress(OSError):
                self.connection.close()
            self.has_end = True

    def converse(self, stream):
        self.say("greeting", b"220 post.example ESMTP\r\n")
        sender, recipients = None, []
        while line := stream.readline(4000):
            self.events.append(Event("came", line))
            if not line.endswith(b"\r\n") or b"\0" in line:
                self.fault = self.fault or "A line ends with LF alone."
            self.commands.append(line.rstrip(b"\r\n"))
            stage = line.split()[0].decode("latin-1").upper() if line.split() else ""
            path = re.match(LINE, line)
            if stage == "HELO":
                stage = "EHLO"
            if stage in {"MAIL", "RCPT"} and not path:
                self.say("", b"501 no address between angle brackets\r\n")
            elif stage == "RCPT" and sender is None:
                self.say("", b"503 first MAIL, then RCPT\r\n")
            elif stage == "DATA" and not recipients:
                self.say("", b"503 first MAIL and RCPT, then DATA\r\n")
            elif stage in {"EHLO", "MAIL", "RCPT", "DATA", "QUIT", "RSET", "NOOP"}:
                is_yes = self.say(stage, AFTER.get(stage, b"250 ok\r\n"))[:1] in b"23"
                if stage == "QUIT":
                    return
                if stage == "MAIL" and is_yes:
                    sender = path[2].decode("latin-1")
                elif stage == "RCPT" and is_yes:
                    recipients.append(path[2].decode("latin-1"))
                elif stage == "DATA" and is_yes:
                    self.take(stream, sender, recipients)
                    sender, recipients = None, []
                elif stage in {"EHLO", "RSET"}:
                    sender, recipients = None, []
            else:
                self.say("", b"500 no such command\r\n")

    def take(self, stream, sender, recipients):
        """Read a letter; a dot between lone LFs ends it too, so that nobody waits."""
        event = Event("came", b"")
        self.events.append(event)
        lines = []
        while (line := stream.readline(100_000)) not in {b".\r\n", b".\n"}:
            if not line:
                raise EOFError
            event.data += line
            lines.append(line)
        event.data += line
        if any(not line.endswith(b"\r\n") for line in [*lines, line]):
            self.fault = self.fault or "A line of the letter ends with LF alone."
        content = b"".join(line.removeprefix(b".") for line in lines)
        letter = Letter(sender, list(recipients), content)
        self.letters.append(letter)
        letter.is_taken = self.say("end", b"250 taken\r\n").startswith(b"2")


class Letter:
    """What came after DATA, with its envelope; `is_taken` once we have said so."""

    is_taken = False

    def __init__(self, sender, recipients, content):
        self.sender, self.recipients, self.content = sender, recipients, content

    @property
    def message(self):
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def id(self):
        return (self.message["Message-ID"] or "").strip()

    @property
    def subject(self):
        return str(self.message["Subject"] or "")


class Post:
    """The server itself, on a port of its own or the one given."""

    def __init__(self, bench, answers=None, port=0):
        self.answers = answers or {}
        self.talks = []
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        bench.close_later(self)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                connection.settimeout(60)
                talk = Talk(connection, self.answers)
                self.talks.append(talk)
                threading.Thread(target=talk.hold, daemon=True).start()

    def close(self):
        """Listen no more, and break off what is being said."""
        for end in [self.listener, *(talk.connection for talk in self.talks)]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    @property
    def last(self):
        return self.talks[-1] if self.talks else None

    @property
    def letters(self):
        return [letter for talk in list(self.talks) for letter in talk.letters]

    def about(self, word):
        """The letters whose subject has this word: every attempt is one."""
        return [letter for letter in self.letters if word in letter.subject]

    def wait(self, is_so, seconds):
        return poll(is_so, seconds)

    def wait_taken(self, word, seconds):
        return poll(lambda: any(x.is_taken for x in self.about(word)), seconds)
