"""Which methods are called on the way to do_GET: recorded, in a process of its own.

    python check_record.py

The check runs this with the Python that runs the learner's programs too, and compares. It
is the profiler's means, sys.setprofile, and not the reference: two ways that agree.
"""

import json
import socket
import sys
import threading
from http.server import HTTPServer, SimpleHTTPRequestHandler

made = []


def note(frame, event, argument):
    module = frame.f_globals.get("__name__")
    if event == "call" and module in {"socketserver", "http.server"}:
        made.append([module, *frame.f_code.co_qualname.split(".")])


class Server(HTTPServer):
    def service_actions(self):
        # Called once a turn of the loop; after the first turn the answer was sent.
        sys.setprofile(None)
        threading.Thread(target=self.shutdown).start()


def record():
    """Give "module.Class.method" for each method called up to do_GET, in order."""
    with (
        Server(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server,
        socket.create_connection(server.server_address) as client,
    ):
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        sys.setprofile(note)
        server.serve_forever()
    first = list(dict.fromkeys(".".join(call) for call in made if len(call) == 3))
    last = next(at for at, name in enumerate(first) if name.endswith(".do_GET"))
    return first[: last + 1]


if __name__ == "__main__":
    print(json.dumps(record()))
