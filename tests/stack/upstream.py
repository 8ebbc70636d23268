"""A stand-in for uWSGI: it speaks the uwsgi protocol and remembers what came.

So a test sees what nginx says to Django, and can answer in ways that Django would
not. Packet: modifier1 (1 byte), size (2 bytes, little-endian), modifier2 (1 byte),
then keys and values, each after its length in 2 bytes; then the body.
"""

import json
import socketserver
import struct
import threading
from pathlib import Path

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhello"
HANG_UP = b""


def page(*headers, body=b"hello"):
    """Write a response, as WSGI servers do."""
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/plain", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class Upstream(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path):
        super().__init__(str(path), Conversation)
        Path(path).chmod(0o666)
        self.forget()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """Say nothing: nginx may hang up, and some tests are about that."""

    def forget(self):
        """Begin a new test: nothing has been seen, and every page is PAGE."""
        self.seen = []
        self.answer = lambda environ: PAGE


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        _, size, _ = struct.unpack("<BHB", self.rfile.read(4))
        environ = unpacked(self.rfile.read(size))
        environ["body"] = self.rfile.read(int(environ["CONTENT_LENGTH"] or 0))
        self.server.seen.append(environ)
        self.wfile.write(self.server.answer(environ))


def unpacked(packet):
    words = []
    while packet:
        (size,) = struct.unpack_from("<H", packet)
        words.append(packet[2 : 2 + size].decode("latin-1"))
        packet = packet[2 + size :]
    return dict(zip(words[::2], words[1::2], strict=True))


def as_json(environ):
    """Answer with what came."""
    return page(body=json.dumps(environ, default=str).encode())
