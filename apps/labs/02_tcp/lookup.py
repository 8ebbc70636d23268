"""Print the addresses of a name: what happens before any connection.

    python lookup.py localhost

A connection is made to an address, never to a name. So a program first asks the
resolver, a part of the operating system that looks into /etc/hosts and asks name
servers (RFC 1034). getaddrinfo is the door to it (RFC 3493, 6.1).
"""

import socket
import sys


def main():
    if len(sys.argv) != 2:
        sys.exit("Type: python lookup.py localhost")
    name = sys.argv[1]
    try:
        # A name may have many addresses, of two families: IPv4 and IPv6. The type
        # keeps it to TCP: without it each address comes once for TCP, once for UDP
        # and once for "raw".
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        # Whoever types a name may mistype it. That is no reason for a traceback; but
        # other programs must be able to notice, by an exit status that is not 0.
        sys.exit(f"{name}: {error.strerror}")
    # Each answer is (family, type, protocol, canonical name, socket address), and the
    # socket address begins with the address. /etc/hosts may have it on two lines.
    for address in dict.fromkeys(answer[4][0] for answer in found):
        print(address)


if __name__ == "__main__":
    main()
