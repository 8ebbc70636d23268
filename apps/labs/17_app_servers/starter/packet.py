"""Speak uwsgi, the protocol, to uWSGI, the server; both by hand.

    python packet.py SERVER PATH [< content]      ask; what comes back is printed
    python packet.py --read < packet              show a packet

SERVER is a port of this machine or the path of a unix socket. Try it, in two terminals:

    uwsgi --socket 127.0.0.1:3031 --wsgi-file app.py
    python packet.py 3031 "/environ?a=b"

Three things have nearly one name. WSGI is how a Python server calls an application (PEP
3333); uWSGI is a server, a program in C; uwsgi is what nginx says to it. HTTP must be
searched for its colons and line ends; here every length is said before. A packet is

    modifier1    1 byte     0: this is for a WSGI application
    size         2 bytes    of the variables, the lower byte first
    modifier2    1 byte     0
    variables    as many bytes as `size`: for each, length and name, length and value,
                 with lengths of 2 bytes, the lower first

and then the content of the request, which `size` does not count: CONTENT_LENGTH among the
variables says how long it is. The answer is HTTP, as an old CGI script's is.

What --read prints: modifier1=NUMBER, modifier2=NUMBER, then NAME=value, a line each.
"""

import sys


def main():
    if sys.argv[1:] == ["--read"]:
        # Your part: read a packet from sys.stdin.buffer and print it. What is no whole
        # packet is told on standard error, with an exit status that is not 0.
        print("What is in the packet should stand here.")
        return
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    # Your part: with content on standard input it is a POST, otherwise a GET. Connect,
    # send the packet and the content, print the answer to its end.
    print(f"What {sys.argv[1]} answers about {sys.argv[2]} should stand here.")


if __name__ == "__main__":
    main()
