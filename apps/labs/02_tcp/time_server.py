"""Tell each client the time and hang up: a protocol in one line (RFC 867).

    python time_server.py [port]

The client need not say anything: to connect is the question. One line comes back,
in the format of RFC 3339, for example 2026-11-21T14:37:48.208+00:00, and the end.
"""

import socket
import sys
from datetime import UTC, datetime


def main():
    asked = sys.argv[1] if sys.argv[1:] else None
    with listening(asked) as listener:
        host, port = listener.getsockname()
        print(f"The time on {host}, port {port}. Ctrl-C ends it.", flush=True)
        while True:
            connection, _ = listener.accept()
            with connection:
                tell_time(connection)


def listening(asked):
    """Open a socket that clients can connect to; echo_server.py tells of each step."""
    try:
        # What echo_server.py does in five calls, SO_REUSEADDR included.
        return socket.create_server(("127.0.0.1", int(asked or 8013)))
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8013 is not to be had ({error.strerror}): any other.")
        return socket.create_server(("127.0.0.1", 0))


def tell_time(connection):
    # With its distance from UTC, or the reader must guess where the server stands
    # (RFC 3339, 4.4). Asked now, not when the program started.
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    # A socket takes bytes. Which bytes a text becomes is ours to say: encode. A line
    # on the network ends with CR LF, whatever it does on this machine.
    line = f"{now}\r\n".encode("ascii")
    try:
        connection.sendall(line)
        # We say that this was all; then read what the client may have sent, "thrown
        # away" in the words of RFC 867. To close with something unread would be
        # answered with RST, which may destroy the line on its way (RFC 9293, 3.6.1).
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(1)
        while connection.recv(4096):
            pass
    except OSError:
        pass  # It has gone, or says nothing for a second: so be it.


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
