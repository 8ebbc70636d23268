"""A mail server on this machine, by RFC 5321: it shows each conversation and keeps each letter.

    python post_office.py [port] [manner]

Letters come to the folder letters/ where you are, one a file. None is passed on: nothing
that you send here leaves this machine. The manner is how the server is today:

    ready       takes every letter (so without a word)
    later       "451 not now" to every letter: come again
    never       "550 we do not want it": do not come again
    slow        takes a second for each answer
    silent      lets you in and says nothing, as a machine in trouble does

And down? End it with Ctrl-C: then nobody listens.
"""

import re
import socket
import sys
import threading
import time
from itertools import count
from pathlib import Path

LETTERS = Path("letters")
# Limits, all above what RFC 5321 (4.5.3.1) asks of a server.
LONGEST_LINE, LONGEST_LETTER, MOST_RECIPIENTS = 2_000, 10_000_000, 100
# An address between angle brackets, or nothing: the sender of a letter that says
# "yours did not arrive" is <>, so that no answer to it can come (4.5.5).
PATH = re.compile(r"(?i)(FROM|TO):\s?<([^<>\s]*)>(?: .*)?")
numbers = count(1)


class Conversation:
    """What is said on one connection. The server speaks first (3.1)."""

    def __init__(self, connection, manner):
        self.stream = connection.makefile("rb")
        self.connection, self.manner = connection, manner
        self.forget()

    def forget(self):
        """Begin a letter anew: the envelope is empty."""
        self.sender, self.recipients = None, []

    def hold(self):
        if self.manner == "silent":
            self.stream.read(1)  # until the other side has had enough
            return
        self.say("220 post-office.example ESMTP ready")
        while (line := self.stream.readline(LONGEST_LINE)).endswith(b"\n"):
            words = line.decode("utf-8", "replace").rstrip("\r\n")
            print(f"  client: {words}")
            verb, _, rest = words.partition(" ")
            if verb.upper() == "QUIT":
                self.say("221 goodbye")
                return
            # Each command has a method of its name; verbs know no case (2.4).
            answer = getattr(self, f"do_{verb.upper()}", self.unknown)
            answer(rest.strip())

    def say(self, *lines):
        """Answer: three digits for programs, words for people (4.2).

        The first digit says all: 2 done, 3 go on, 4 not now, 5 never. Of several lines
        all but the last have a hyphen after the digits (4.2.1).
        """
        if self.manner == "slow":
            time.sleep(1)
        for line in lines:
            print(f"  server: {line}")
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def unknown(self, rest):
        self.say("500 I do not know that command")

    def do_HELO(self, rest):
        self.forget()
        self.say("250 post-office.example")

    def do_EHLO(self, rest):
        # The list of what this server can beyond the first SMTP of 1982.
        self.forget()
        self.say(
            "250-post-office.example", "250-8BITMIME", f"250 SIZE {LONGEST_LETTER}"
        )

    def do_MAIL(self, rest):
        """The envelope's sender: where news of a letter that cannot arrive is sent."""
        path = PATH.fullmatch(rest)
        if self.sender is not None:
            self.say("503 one letter after the other")
        elif not path or path[1].upper() != "FROM":
            self.say("501 MAIL FROM:<address>, please")
        elif self.manner == "later":
            self.say("451 not now: come again")
        else:
            self.sender = path[2]
            self.say("250 and for whom?")

    def do_RCPT(self, rest):
        """One recipient; the command comes once for each."""
        path = PATH.fullmatch(rest)
        if self.sender is None:
            self.say("503 first MAIL, then RCPT")
        elif not path or path[1].upper() != "TO" or not path[2]:
            self.say("501 RCPT TO:<address>, please")
        elif self.manner == "never":
            self.say("550 there is nobody of that name here")
        elif len(self.recipients) >= MOST_RECIPIENTS:
            self.say("452 too many at once")
        else:
            self.recipients.append(path[2])
            self.say("250 known")

    def do_DATA(self, rest):
        if not self.recipients:
            self.say("503 first MAIL and RCPT, then DATA")
            return
        self.say("354 go on; a dot alone on a line ends it")
        lines, size = [], 0
        # CR LF, dot, CR LF and nothing like it: servers that took other line ends for
        # this one could be talked into seeing two letters where there was one (4.1.1.4).
        while (line := self.stream.readline()) != b".\r\n":
            if not line:
                return  # The connection broke off: there is no letter.
            # Whoever has a line that begins with a dot sends one dot more (4.5.2).
            line = line.removeprefix(b".")
            size += len(line)
            if size <= LONGEST_LETTER:
                lines.append(line)
        if size > LONGEST_LETTER:
            self.say("552 too large")
        else:
            # From this answer on the letter is ours to look after (4.2.5); so it is
            # kept before, and not after.
            name = self.keep(b"".join(lines))
            self.say(f"250 taken, as {name}")
        self.forget()

    def keep(self, letter):
        LETTERS.mkdir(exist_ok=True)
        name = f"{time.time_ns()}-{next(numbers)}.eml"
        envelope = f"X-Sender: {self.sender}\nX-Recipients: {self.recipients}\n"
        (LETTERS / name).write_bytes(envelope.encode() + letter.replace(b"\r\n", b"\n"))
        return name

    def do_RSET(self, rest):
        self.forget()
        self.say("250 forgotten")

    def do_NOOP(self, rest):
        self.say("250 still here")

    def do_VRFY(self, rest):
        # It would tell strangers who has a mailbox (7.3).
        self.say("252 send it, and see")


def serve(connection, manner):
    connection.settimeout(300)  # five minutes for each line of a client (4.5.3.2.7)
    with connection:
        print("Somebody is there.")
        try:
            Conversation(connection, manner).hold()
        except OSError as error:
            print(f"  (the connection broke off: {error})")
        print("Gone again.")


def main():
    asked = sys.argv[1] if sys.argv[1:] else None
    manner = sys.argv[2] if sys.argv[2:] else "ready"
    if manner not in {"ready", "later", "never", "slow", "silent"}:
        sys.exit(__doc__)
    try:
        listener = socket.create_server(("127.0.0.1", int(asked or 8025)))
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    print(
        f"The post office is at 127.0.0.1, port {port}, and {manner}. Ctrl-C ends it."
    )
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, manner), daemon=True).start()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
