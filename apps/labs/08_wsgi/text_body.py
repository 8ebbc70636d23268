"""What becomes of `return "text"`: one mistake, seven servers.

    python text_body.py             starts each server that is installed, asks it, and
                                    shows what came, byte by byte
    python text_body.py --short     the outcomes only: one word a server

Predict first: write into predictions.txt what you think that a browser gets.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from servers import SERVERS, is_installed

OUTCOMES = {
    "text": "200, and the text as it was meant",
    "empty": "200, and an empty page that looks complete",
    "cut": "200, and an end before the end that was announced",
    "error": "500: the server says that something is wrong",
    "nothing": "no answer, and the connection stays open",
}


def application(environ, start_response):
    """Make the mistake at /, and none at /right."""
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    text = "Hello, world!\n"
    if environ["PATH_INFO"] == "/right":
        return [text.encode("utf-8")]
    # A str is iterable, so this looks well. Its items are str too, one character each;
    # PEP 3333 wants bytes ("A Note On String Types"), and Python does not turn one into
    # the other by itself. Each server notices at another moment.
    return text


def main():
    names = [name for name in SERVERS if is_installed(name)]
    ports = free_ports(len(names))
    with ThreadPoolExecutor() as threads:
        found = dict(zip(names, threads.map(observe, names, ports), strict=True))
    if sys.argv[1:] == ["--short"]:
        for name, came in found.items():
            print(name, outcome(came))
        return
    for name, came in found.items():
        print(f"{name}: {OUTCOMES[outcome(came)]}")
        for line in came.splitlines(keepends=True):
            print(f"    {line!r}")
        print()
    for name in SERVERS.keys() - found.keys():
        print(f"{name} is not installed here.")
    print(
        "A server that has sent its head cannot take the 200 back. wsgiref looks at the"
    )
    print("first piece before it sends anything: hence its 500.")


def observe(name, port):
    """Start a server, ask it for the mistake, and give what came; then end it."""
    words = [sys.executable, "servers.py", str(port), name, "text_body:application"]
    # In a session of its own: what it starts can be ended with it.
    server = subprocess.Popen(
        words,
        cwd=os.path.dirname(os.path.abspath(__file__)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return ask(server, port)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def ask(server, port):
    with connected(server, port) as wrong:
        wrong.sendall(request("/"))
        # A server that has answered a second client has had its time for the first.
        with connected(server, port) as right:
            right.sendall(request("/right"))
            read(right, 10)
        return read(wrong, 1)


def connected(server, port):
    """Connect as soon as it listens."""
    for _ in range(400):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
    sys.exit(f"A server does not start: {' '.join(server.args)}")


def request(target):
    head = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    return head.encode("ascii")


def read(connection, seconds):
    """Give all that comes to the end, or until nothing more has come for so long."""
    connection.settimeout(seconds)
    came = b""
    try:
        while chunk := connection.recv(65536):
            came += chunk
    except TimeoutError:
        pass
    return came


def outcome(came):
    """Name what a browser would make of it."""
    head, _, content = came.partition(b"\r\n\r\n")
    if not head:
        return "nothing"
    if b" 200 " not in head.splitlines()[0]:
        return "error"
    if b"Hello" in content:
        return "text"
    # Chunks end with an empty one (RFC 9112, 7.1). Where it is missing a browser knows
    # that something was lost; where the end of the connection is the end, it does not.
    is_chunked = b"transfer-encoding: chunked" in head.lower()
    return "cut" if is_chunked and not content.endswith(b"0\r\n\r\n") else "empty"


def free_ports(count):
    """Give so many ports that are free; all are held at once, so that none comes twice."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


if __name__ == "__main__":
    main()
