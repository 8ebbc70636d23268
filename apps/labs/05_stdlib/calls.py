"""Print the calls that lead from serve_forever to do_GET, in their order.

    python calls.py

They are not written down here: a server answers one request, and Python tells of each
call while it does (sys.setprofile, the means of profilers). So it is true for
the Python that runs it. Look the calls up in class_tree.py: whose are they?
"""

import socket
import threading
from http.server import HTTPServer, SimpleHTTPRequestHandler

MODULES = {"socketserver", "http.server"}


def main():
    for call in calls():
        print(call)


def calls():
    """Give the calls as module.Class.method, of the class that defines the method."""
    made = []

    def note(frame, event, argument):
        module = frame.f_globals.get("__name__")
        if event == "call" and module in MODULES:
            made.append(f"{module}.{frame.f_code.co_qualname}")

    with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        # The client comes first, and waits in the queue: so the loop finds it at once.
        with socket.create_connection(server.server_address) as client:
            client.sendall(b"GET / HTTP/1.0\r\n\r\n")
            threading.setprofile(note)  # of the threads that begin from now on
            loop = threading.Thread(target=server.serve_forever)
            loop.start()
            threading.setprofile(None)
            while client.recv(65536):
                pass  # The answer, to its end.
        server.shutdown()
        loop.join()
    names = [call.rpartition(".")[2] for call in made]
    made = made[: names.index("do_GET") + 1]
    # Names with _ are the module's own affair, and < > is what has no name.
    public = [call for call in made if "._" not in call and "<" not in call]
    return list(dict.fromkeys(public))  # each where it comes first


if __name__ == "__main__":
    main()
