"""A folder and a form, by the server that comes with Python.

    python server.py [port]

`python -m http.server` does most of the first half: have a look at it in a browser, and
at its source (`python -c "import http.server; print(http.server.__file__)"`).
"""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent / "public"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        # Your part: the files of ROOT (another class than this does that already), and at
        # /guestbook a form with the fields `name` and `words`, and what was written.
        self.send_error(501)

    # Your part: do_POST, which takes the form, and sends the browser back to the page.


if __name__ == "__main__":
    port = int(sys.argv[1]) if sys.argv[1:] else 8000
    with HTTPServer(("127.0.0.1", port), Handler) as server:
        print(f"http://127.0.0.1:{port}/ is served. Ctrl-C ends it.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Ended.")
