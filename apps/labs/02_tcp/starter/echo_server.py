"""Send each client its own bytes back, as RFC 862 says.

    python echo_server.py [port]

Try it: python echo_client.py localhost 8007 (when that is written), telnet or nc.
"""

import socket
import sys


def main():
    port = int(sys.argv[1]) if sys.argv[1:] else 8007
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Your part: bind it to 127.0.0.1 and the port, listen, accept one client after
    # the other, and send each what comes from it, until it sends no more.
    print(f"Echo on 127.0.0.1, port {port}: not yet.")
    listener.close()


if __name__ == "__main__":
    main()
