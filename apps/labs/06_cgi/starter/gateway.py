"""Run a program for each request, and let it write the answer: CGI/1.1 (RFC 3875).

    python gateway.py [port]

/cgi-bin/NAME/MORE?QUERY starts the executable file NAME of the folder cgi-bin, with the
path /MORE and the query in its environment (4.1) and the body of the request on its
standard input (4.2). What it writes, a header, an empty line, a body, becomes the
answer (6). NPH scripts (5) are not asked for.

Numbers are sections of RFC 3875. What the check asks beyond its MUSTs: a script runs in
its own folder (7.2), and one that takes longer than TIMEOUT seconds, a number in this
program's environment, is ended and answered for (6.1).
"""

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent / "cgi-bin"
PATIENCE = float(os.environ.get("TIMEOUT", 30))


class Gateway(BaseHTTPRequestHandler):
    """http.server has read the head of the request: self.command, path, headers, rfile."""

    def answer(self):
        # Your part: find the script, make its environment, start it with subprocess,
        # read its header, and send status, fields and body.
        self.send_error(501, explain="The gateway runs no scripts yet")

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer


def main():
    port = int(sys.argv[1]) if sys.argv[1:] else 8006
    with ThreadingHTTPServer(("127.0.0.1", port), Gateway) as server:
        print(f"http://127.0.0.1:{port}/cgi-bin/hello.sh: not yet.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Ended.")


if __name__ == "__main__":
    main()
