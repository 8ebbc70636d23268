"""The reading left to h11, on threads of socketserver, and the whole in one file but one."""

import importlib
import io
import re
import socketserver
import sys
from urllib.parse import unquote_to_bytes, urlsplit

import gateway
import h11
from request import Refused, Request

FILE = "server.py"


class Handler(socketserver.BaseRequestHandler):
    timeout = 10

    def handle(self):
        self.request.settimeout(10)
        judge = h11.Connection(h11.SERVER, max_incomplete_event_size=65536)
        try:
            request = self.read(judge)
            if request:
                gateway.answer(request, self.request, self.server.application)
        except h11.RemoteProtocolError as error:
            gateway.refuse(Refused(error.error_status_hint), self.request)
        except Refused as refused:
            gateway.refuse(refused, self.request)
        except OSError:
            return
        # What is left unread would make the kernel break the connection off.
        try:
            self.request.shutdown(1)
            self.request.settimeout(0.5)
            while self.request.recv(65536):
                pass
        except OSError:
            pass

    def read(self, judge):
        head, body = None, io.BytesIO()
        while True:
            event = judge.next_event()
            if event is h11.NEED_DATA:
                if judge.they_are_waiting_for_100_continue:
                    self.request.sendall(b"HTTP/1.1 100 \r\n\r\n")
                    judge.send(h11.InformationalResponse(status_code=100, headers=[]))
                judge.receive_data(self.request.recv(65536))
            elif isinstance(event, h11.Request):
                check(event)
                head = event
            elif isinstance(event, h11.Data):
                body.write(event.data)
            elif isinstance(event, h11.EndOfMessage):
                break
            else:
                return None
        parts = urlsplit(head.target)
        size = body.tell()
        body.seek(0)
        return Request(
            head.method.decode(),
            unquote_to_bytes(parts.path),
            parts.query.decode(),
            f"HTTP/{head.http_version.decode()}",
            [(n.decode(), v.decode("latin-1")) for n, v in head.headers],
            body,
            size,
            self.request.getsockname(),
            self.client_address,
        )


def check(head):
    """Refuse what h11 lets pass."""
    fields = list(head.headers)
    for name, value in fields:
        if name == b"host" and not re.fullmatch(rb"[\w.~%-]+(:\d*)?", value):
            raise Refused(400)
    if not re.fullmatch(rb"(http://[\w.:]+)?/[!-\"$-~]*", head.target):
        raise Refused(400)
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in fields}:
        raise Refused(400)
    if head.http_version not in {b"1.0", b"1.1"}:
        raise Refused(505)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 100


sys.path.insert(0, ".")
module, _, name = (sys.argv[2] if sys.argv[2:] else "hello").partition(":")
with Server(("127.0.0.1", int(sys.argv[1])), Handler) as server:
    server.application = getattr(importlib.import_module(module), name or "application")
    server.serve_forever()
