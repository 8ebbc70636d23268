"""What was expected of threads, and what they do."""

import re
import socket
import threading
import time

from apps.labs import judge, ports
from apps.labs.checking import Refused, document, step

from .check_asks import (
    listens,
)
from .check_uwsgi import (
    APP,
)


@step(
    "What you expect of threads is what is measured",
    clause=document(
        "CPython",
        "global interpreter lock",
        "One thread of a process computes at a time. Whoever waits for input lets go of it.",
        "https://docs.python.org/3/glossary.html#term-global-interpreter-lock",
    ),
    question="Who is busy while a request waits: the processor, or nobody?",
)
def predictions(bench):
    path = bench.folder / "predictions.txt"
    text = path.read_text() if path.exists() else ""
    lines = re.findall(r"(?m)^(ten [^:\n]+):\s*([\d.]+)\s*$", text)
    said = {name: float(number) for name, number in lines}
    bench.lay("app.py", APP.read_bytes())
    for what, threads in (("waits", 1), ("waits", 10), ("computations", 10)):
        count = {1: "one thread", 10: "ten threads"}[threads]
        name = f"ten {what}, one process with {count}"
        bench.expect(
            said.get(name),
            f"predictions.txt says what you expect of: {name}.",
            got="No number above 0 stands there.",
        )
        # Another program that is busy meanwhile may spoil one measurement.
        for _ in range(3):
            measured = ratio(bench, what, threads)
            if measured / 2.5 < said[name] < measured * 2.5:
                break
        else:
            raise Refused(
                f"What you expect is near to what is measured, for {name}.",
                got=f"You expect {said[name]:g} times as long as one alone; measured, the "
                f"last of three times, it is {measured:.1f}.",
            )


def ratio(bench, what, threads):
    """Give the time of ten requests at once, in times of one alone."""
    path = {"waits": "/sleep", "computations": "/work"}[what]
    port = ports.choose()
    server = bench.start(
        *["uwsgi", "--http-socket", f"127.0.0.1:{port}", "--wsgi-file", "app.py"],
        *["--threads", str(threads), "--processes", "1", "--need-app"],
    )
    listens(bench, port, server)

    def fetch():
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(judge.request(path))
            while connection.recv(65536):
                pass

    def seconds(number):
        several = [threading.Thread(target=fetch) for _ in range(number)]
        start = time.perf_counter()
        for thread in several:
            thread.start()
        for thread in several:
            thread.join()
        return time.perf_counter() - start

    seconds(threads)  # It has woken up.
    alone = min(seconds(1) for _ in range(3))
    at_once = seconds(10)
    server.stop()
    return at_once / alone
