"""Send what is typed to a server, and print what comes back: a client by hand.

    python echo_client.py localhost 8007

Type some lines, then Ctrl-D, which ends the input. Or: echo hello | python …
"""

import socket
import sys


def main():
    if len(sys.argv) != 3:
        sys.exit("Type: python echo_client.py localhost 8007")
    name, port = sys.argv[1:]
    try:
        connection = connected(name, port)
    except OSError as error:
        sys.exit(f"No connection to {name}, port {port}: {error.strerror}")
    with connection:
        talk(connection, sys.stdin.buffer.read())


def connected(name, port):
    """Look the name up and connect to the first of its addresses that answers."""
    trouble = OSError(None, "the name has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        name, port, type=socket.SOCK_STREAM
    ):
        connection = socket.socket(family, kind, protocol)
        try:
            # connect sends SYN and waits for the answer: SYN+ACK (somebody listens) or
            # RST (nobody does: "Connection refused"). No bind here: the system gives
            # the near end a port of its own (RFC 9293, 3.5).
            connection.connect(address)
            return connection
        except OSError as error:
            # localhost is often ::1 and 127.0.0.1, with a server on one of them only.
            connection.close()
            trouble = error
    raise trouble


def talk(connection, words):
    """Send the words, say that this was all, and print the answer to its end."""
    connection.sendall(words)
    # "I send no more, but I still listen" (RFC 9293, 3.6): without it the server
    # waits for more, and this client waits for the server.
    connection.shutdown(socket.SHUT_WR)
    while chunk := connection.recv(4096):
        # The bytes as they are: who says that they are text, and in which encoding?
        sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
