"""Is Python too slow for the web? Measure one page under many servers, as ratios.

    python speed.py [requests]     the table, and the plot in speed.svg (some minutes; 2000)
    python speed.py --list         which servers and which pages

First say what you expect; then look. What is measured is

    hello, query   the processor's time for one request, all processes of the server together:
                   what the machine is busy with, whoever else uses it meanwhile
    wait           how long twenty requests at once take, in times of one alone: 1 is perfect,
                   20 is one after the other

Everything is a ratio, to the cheapest "hello" of this run. Seconds would say how fast this machine
is; ratios say something about the servers.
"""

import http.client
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
AT_ONCE = 20
UWSGI = "uwsgi --http-socket 127.0.0.1:PORT --module speed_app --master --die-on-term"
GUNICORN = "gunicorn --bind 127.0.0.1:PORT --no-control-socket speed_app"
SERVERS = {
    "wsgiref": "PYTHON speed_app.py wsgiref PORT",
    "uWSGI, 1 process": UWSGI,
    "uWSGI, 10 threads": f"{UWSGI} --threads 10",
    "uWSGI, 2 processes, 10 threads": f"{UWSGI} --processes 2 --threads 10",
    "gunicorn, 1 process": f"{GUNICORN}:application",
    "gunicorn, 10 threads": f"{GUNICORN}:application --threads 10",
    "gunicorn, 2 processes, 10 threads": f"{GUNICORN}:application --workers 2 --threads 10",
    "Tornado": "PYTHON speed_app.py tornado PORT",
}
PAGES = ["hello", "query", "wait"]

MEANING = """
What it means
  The dearest "hello" is some times the cheapest, and that is some tenths of a millisecond. A page
  costs what is done for it: a list of twenty rows by Django was measured at fifty times a bare WSGI
  answer under uWSGI, and that is work of yours, and the same under every server.
  Where a page waits, the processor is idle, and no language would make it wait less: what counts is
  how many may wait at once. Threads do that, and so does an event loop, for less memory each.
What it does not mean
  It says nothing about a page of yours: measure that. Nor about many clients at once, about memory,
  nor about computing in Python, which is slow indeed, for the web as elsewhere: there a library in
  C, a queue or another process helps, and no server does.
"""


def main():
    if sys.argv[1:] == ["--list"]:
        for name, command in SERVERS.items():
            print(f"{name:34}{command}")
        print("pages: " + ", ".join(PAGES))
        return
    if sys.argv[1:] and not sys.argv[1].isdecimal():
        sys.exit("Type: python speed.py [requests]")
    requests = int(sys.argv[1]) if sys.argv[1:] else 2000
    measured = {}
    for name, command in SERVERS.items():
        words = command_of(command)
        if not words:
            print(f"{name}: not on this machine, left out")
            continue
        cpu = {page: cost(words, page, requests) for page in PAGES[:2]}
        measured[name] = cpu | {"wait": waits(words)}
        print(f"{name}: measured", flush=True)
    unit = min(row["hello"] for row in measured.values())
    for row in measured.values():
        row["hello"] /= unit
        row["query"] /= unit
    show(measured)
    print(f"\n1.0 is {unit * 1e6:.0f} µs of this processor.{MEANING}")
    Path("speed.svg").write_text(plot(measured))
    print("The plot is speed.svg.")


def command_of(command):
    words = command.replace("PYTHON", sys.executable).split()
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    words[0] = shutil.which(words[0], path=path)
    return words if words[0] else None


# Measuring


def cost(words, page, requests):
    """Give the seconds of processor time for one request.

    The kernel tells what a child has used when it has ended, its own children included; and
    most of that is the start. So: once with few requests and once with many more, and the
    difference is what the more cost.
    """
    few, many = 20, 20 + requests
    used = {few: [], many: []}
    for number in [few, many] * 3:
        before = used_by_children()
        with Server(words) as server:
            for _ in range(number):
                server.ask(page)
        used[number].append(used_by_children() - before)
    # The least of three: whatever disturbs makes it more and never less.
    return (min(used[many]) - min(used[few])) / requests


def used_by_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def waits(words):
    """Give the time of many waits at once, in times of one alone."""
    with Server(words) as server:
        server.at_once(AT_ONCE)  # It has woken up, threads and all.
        alone = min(server.at_once(1) for _ in range(3))
        return min(server.at_once(AT_ONCE) for _ in range(2)) / alone


class Server:
    """A server, from its start to its end."""

    def __init__(self, words):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.words = [word.replace("PORT", str(self.port)) for word in words]

    def __enter__(self):
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            self.words, cwd=HERE, stdout=quiet, stderr=quiet
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                self.ask("hello")
                return self
            except OSError:
                time.sleep(0.02)
        self.__exit__()
        sys.exit(f"{self.words[0]} does not answer.")

    def __exit__(self, *trouble):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, page):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", f"/{page}", headers={"Connection": "close"})
        if connection.getresponse().read() == b"":
            raise OSError("no answer")
        connection.close()

    def at_once(self, number):
        threads = [
            threading.Thread(target=self.ask, args=["wait"]) for _ in range(number)
        ]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - start


# Showing


def show(measured):
    print(f"\n{'':34}" + "".join(f"{page:>8}" for page in PAGES))
    for name, row in measured.items():
        print(f"{name:34}" + "".join(f"{row[page]:8.1f}" for page in PAGES))


def plot(measured):
    """Draw bars as SVG: a group for each page, a bar for each server."""
    width, left, bar = 720, 240, 16
    lines, y = [], 30
    for page in PAGES:
        most = max(row[page] for row in measured.values())
        lines.append(f'<text x="0" y="{y}" font-weight="bold">{page}</text>')
        y += 10
        for name, row in measured.items():
            length = max((width - left - 60) * row[page] / most, 1)
            middle = y + bar - 4
            lines += [
                f'<text x="{left - 8}" y="{middle}" text-anchor="end">{name}</text>',
                f'<rect x="{left}" y="{y}" width="{length:.0f}" height="{bar - 3}"/>',
                f'<text x="{left + length + 6:.0f}" y="{middle}">{row[page]:.1f}</text>',
            ]
            y += bar
        y += 34
    drawn = "\n".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" role="img"'
        ' font-family="sans-serif" font-size="12" fill="#36608a">\n'
        "<title>One page under many servers: how many times the cheapest hello; and "
        f"{AT_ONCE} waits at once in times of one</title>\n{drawn}\n</svg>\n"
    )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
