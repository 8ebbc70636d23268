"""The standard library's framework for servers, a thread for each client."""

import socketserver
import sys

FILE = "echo_server.py"


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        while chunk := self.request.recv(1):
            self.request.sendall(chunk)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with Server(("", int(sys.argv[1])), Echo) as server:
        server.serve_forever()
