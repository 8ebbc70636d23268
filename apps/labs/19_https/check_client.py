"""The client: it prints a page of whom it can trust, and says nothing to others."""

import functools
import socket
import ssl
import tempfile
import threading
from pathlib import Path

from apps.labs import ports
from apps.labs.checking import document, rfc, step

from . import mistakes
from .check_asks import NAME

SSL = document(
    "Python",
    "ssl.create_default_context",
    "A context that asks for a chain to a trusted root and for the right name.",
    "https://docs.python.org/3/library/ssl.html#ssl.create_default_context",
)
PAGE = b"A page for whoever has looked closely.\n"


@functools.cache
def certificates():
    """Make them once for all steps: a folder, and whoever removes it at the end."""
    folder = tempfile.TemporaryDirectory()
    mistakes.make_certificates(Path(folder.name))
    return folder


class Server:
    """A server of the check's with a certificate, which counts what reaches it."""

    def __init__(self, bench, name, key=None):
        folder = Path(certificates().name)
        self.root = folder / "root.pem"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / f"{name}.pem", folder / f"{key or name}.key")
        self._listener = socket.create_server((ports.HOST, 0))
        self.port = self._listener.getsockname()[1]
        self.requests = []
        # By whom it is asked is up to the learner: a context for all, a thread for one.
        self._thread = threading.Thread(target=self._serve, args=[context], daemon=True)
        self._thread.start()
        bench.close_later(self)

    def _serve(self, context):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.settimeout(20)
            try:
                with context.wrap_socket(client, server_side=True) as wire:
                    request = b""
                    while b"\r\n\r\n" not in request and (more := wire.recv(65536)):
                        request += more
                    if request:
                        self.requests.append(request)
                        wire.sendall(ANSWER)
            except OSError:
                client.close()

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (
    len(PAGE),
    PAGE,
)


@step(
    "fetch.py prints the page of whom it can trust",
    clause=SSL,
    question="Whom does a context trust that was told nothing?",
)
def trusts(bench):
    server = Server(bench, "good")
    program = fetch(bench, server, server.root)
    bench.expect(
        program.status == 0 and PAGE in program.output,
        f"`fetch.py https://{NAME}:{server.port}/ root.pem` prints the page.",
        got=said(program),
    )


@step(
    "It trusts nobody else",
    clause=rfc(
        9110,
        "4.3.4",
        "The certificate must lead to a root that is trusted and hold for the name that was "
        "asked for; otherwise the client ends the connection.",
    ),
    question="Which of these does your context look at: the chain, the dates, the name, CN?",
)
def trusts_nobody_else(bench):
    for name, key, what in [
        ("self_signed", None, "that signs itself"),
        ("leaf", "good", "whose chain is missing"),
        ("expired", None, "that has expired"),
        ("other", None, f"for www.{NAME}"),
        ("cn_only", None, "with the name in CN only"),
    ]:
        server = Server(bench, name, key)
        program = fetch(bench, server, server.root)
        bench.expect(
            program.status and not server.requests,
            f"A certificate {what} is refused: a sentence, an exit status that is not 0, "
            "and nothing is sent.",
            got=f"{said(program)}\nThe server was asked: {server.requests[:1] or 'nothing'}",
        )
        bench.expect(
            program.errors.strip() and b"Traceback" not in program.errors,
            "Your program says in a sentence why.",
            got="There is a traceback." if program.errors else "It says nothing.",
        )


@step(
    "Without a root of ours it asks the system's, who know nothing of us",
    clause=SSL,
    question="What does your program do when it is given no file?",
)
def needs_a_root(bench):
    server = Server(bench, "good")
    program = fetch(bench, server)
    bench.expect(
        program.status and not server.requests,
        "Without root.pem the check's server is not trusted.",
        got=said(program),
    )


def fetch(bench, server, *root):
    program = bench.start("fetch.py", f"https://{NAME}:{server.port}/a?b=c", *root)
    program.say_no_more()
    program.wait_ended(max(bench.patience, 15))
    return program


def said(program):
    words = (program.output + program.errors).decode("utf-8", "replace").strip()
    return f"{program.how_it_ended()} It said: {words[-300:] or 'nothing'}"
