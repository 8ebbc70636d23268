"""Hand one letter to a mail server, word by word as RFC 5321 says.

    python send.py PORT SENDER RECIPIENT < letter.txt

The letter is read from standard input: fields such as Subject, an empty line, the text.
The exit status tells what became of it, in the numbers that mail programs have used since
sendmail (sysexits.h):

    0    the server has taken it, and looks after it from now on
    69   the server says no for good (5yz): to try again would change nothing
    75   not now (4yz, nobody there, silence): try again later
    65   an address that cannot be one
"""

import os
import re
import socket
import sys

# RFC 5321 (4.5.3.2) wants minutes, since a server may be looking at the letter meanwhile.
TIMEOUT = float(os.environ.get("MAIL_TIMEOUT", "300"))
# In an address no space, no line end, no bracket: they would end the command, and what
# follows would be one more command of somebody else's choice.
ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")


class No(Exception):
    """The server did not say yes; `status` is the exit status that tells which no it was."""

    def __init__(self, words, status):
        super().__init__(words)
        self.status = status


def main():
    if len(sys.argv) != 4 or not sys.argv[1].isdecimal():
        sys.exit("Type: python send.py 8025 ada@example.org bo@example.org < letter")
    port, sender, recipient = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    letter = sys.stdin.buffer.read()
    try:
        send(port, sender, recipient, letter)
    except No as no:
        print(no, file=sys.stderr)
        sys.exit(no.status)
    except OSError as error:
        # Nobody listens, or the connection broke off, or nothing came for too long. Has
        # the server taken the letter? We do not know; so we must come again. It may
        # then arrive twice, which is better than not at all.
        print(f"No mail server there, or not now: {error}", file=sys.stderr)
        sys.exit(75)


def send(port, sender, recipient, letter):
    """Say what has to be said, and after each sentence wait for the answer (2.1)."""
    for address in sender, recipient:
        if not ADDRESS.fullmatch(address):
            raise No(f"{address!r} is no address", 65)
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        answers = connection.makefile("rb")

        def say(words, expected):
            connection.sendall(words + b"\r\n")
            hear(answers, expected)

        # The server begins (3.1), and it may begin with "no".
        hear(answers, b"2")
        # Who we are, and: what can you?
        say(b"EHLO client.example", b"2")
        # The envelope. It is not the fields From and To of the letter, which nobody but
        # the reader looks at: a letter to a list has one To and a thousand RCPT.
        say(b"MAIL FROM:<%b>" % sender.encode(), b"2")
        say(b"RCPT TO:<%b>" % recipient.encode(), b"2")
        # 354 is not yes and not no but "go on".
        say(b"DATA", b"3")
        # With the answer to the last dot the server takes the letter, not before (4.2.5).
        say(as_data(letter), b"2")
        # The letter is delivered: whatever becomes of the farewell changes nothing.
        try:
            say(b"QUIT", b"2")
        except (OSError, No) as error:
            print(f"The letter is taken; but at the farewell: {error}", file=sys.stderr)


def hear(answers, expected):
    """Read one answer, which may have several lines, and raise No if it is not as hoped."""
    said = b""
    while True:
        line = answers.readline(1000)
        if not line.endswith(b"\n"):
            raise ConnectionError("the server broke off")
        said += line
        # "250-more follows" and "250 this was all" (4.2.1).
        if line[3:4] != b"-":
            break
    if not line.startswith(expected):
        status = 69 if line.startswith(b"5") else 75
        raise No(said.decode("utf-8", "replace").strip(), status)


def as_data(letter):
    """Write a letter as DATA wants it: CR LF, no lonely dot, and then the lonely dot."""
    # Whatever the line ends are here, on the wire they are CR LF (2.3.8).
    lines = re.split(rb"\r\n|\r|\n", letter)
    if lines[-1] == b"":
        lines.pop()
    # A dot more for each line that begins with one; the server takes it off (4.5.2).
    stuffed = [b"." + line if line.startswith(b".") else line for line in lines]
    return b"\r\n".join([*stuffed, b"."])


if __name__ == "__main__":
    main()
