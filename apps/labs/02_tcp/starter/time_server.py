"""Tell each client the time and hang up, as RFC 867 says.

    python time_server.py [port]

One line in the format of RFC 3339, such as 2026-11-21T14:37:48.208+00:00, which ends
with CR and LF; then the end of the connection.
"""

import sys


def main():
    port = int(sys.argv[1]) if sys.argv[1:] else 8013
    # Your part. socket.create_server does in one call what took the echo server four.
    print(f"The time on 127.0.0.1, port {port}: not yet.")


if __name__ == "__main__":
    main()
