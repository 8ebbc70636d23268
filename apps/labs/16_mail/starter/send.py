"""Hand one letter to a mail server, word by word as RFC 5321 says.

    python send.py PORT SENDER RECIPIENT < letter.txt

The letter is read from standard input: fields such as Subject, an empty line, the text. The
server is at 127.0.0.1. MAIL_TIMEOUT is the number of seconds to wait for one answer (300).
The exit status tells what became of the letter:

    0    the server has taken it
    69   the server says no for good (5yz)
    75   not now (4yz, nobody there, silence, the connection broke off): try again later
    65   an address that cannot be one
"""

import sys


def main():
    port, sender, recipient = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    letter = sys.stdin.buffer.read()
    # Your part: connect; hear the greeting; say EHLO, MAIL, RCPT, DATA, the letter, QUIT,
    # and hear the answer to each.
    print(f"{len(letter)} bytes from {sender} to {recipient} should go to port {port}.")


if __name__ == "__main__":
    main()
