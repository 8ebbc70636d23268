"""Answer many requests with one process: a FastCGI responder (FastCGI 1.0).

    python responder.py [port]

The specification: https://fastcgi-archives.github.io/FastCGI_Specification.html. To try it
from a terminal: cgi-fcgi -bind -connect 127.0.0.1:9000; in a browser: python front.py.
"""

import itertools
import os
import socket
import struct
import sys

# Types of records and their fellows, by the names and numbers of section 8.
BEGIN_REQUEST, ABORT_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT = range(1, 7)
GET_VALUES, GET_VALUES_RESULT, UNKNOWN_TYPE = 9, 10, 11
RESPONDER = 1
KEEP_CONN = 1
REQUEST_COMPLETE, CANT_MPX_CONN, OVERLOADED, UNKNOWN_ROLE = range(4)
HEADER = struct.Struct(">BBHHBx")  # version, type, request id, length, padding (3.3)

served = itertools.count(1)


def application(environ, body):
    """Tell what was asked; the answer is written as a CGI script would write it.

    `environ` is a dictionary of bytes. This is done: the protocol around it is yours.
    """
    head = (
        "Content-Type: text/plain; charset=utf-8\n"
        f"X-Process: {os.getpid()}\n"
        f"X-Request: {next(served)}\n\n"
    )
    lines = [b"%b=%b\n" % pair for pair in sorted(environ.items())]
    return b"".join([head.encode(), *lines, b"\n", body])


def main():
    port = int(sys.argv[1]) if sys.argv[1:] else 9000
    with socket.create_server(("127.0.0.1", port)) as listener:
        print(f"FastCGI on 127.0.0.1, port {port}: not yet.", flush=True)
        while True:
            connection, _ = listener.accept()
            with connection:
                # Your part: read records until a request is complete, call
                # application, and send its answer in records. The connection stays
                # open if the web server has asked for that.
                pass


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
