"""A second site, which speaks HTTP itself: it answers with the request that it has read.

    python notes.py [port]

What stands in its answer is what nginx has made of the browser's request.
"""

import http.server
import sys


class Notes(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        fields = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
        body = f"{self.requestline}\n{fields}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


if __name__ == "__main__":
    if not all(word.isdecimal() and int(word) < 65536 for word in sys.argv[1:]):
        sys.exit("Type: python notes.py [port], a number up to 65535")
    port = int(sys.argv[1]) if sys.argv[1:] else 8098
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Notes).serve_forever()
