"""Measure what a process for each request costs, as a ratio.

    python cost.py [requests] [address …]

Starts gateway.py beside it, and a server that gives the same answer without starting
anything; asks each in turn, and prints how many times as long the others take. Further
addresses are measured too: start the server of lab 03 or 04, and name its.

Seconds say how fast this machine is, and how busy. A ratio within one run says
something about CGI.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
# A server of lab 03, if there is one that works, needs no address to be measured.
NEIGHBOUR = HERE.parent / "03_http" / "server.py"


def main():
    if sys.argv[1:] and not sys.argv[1].isdecimal():
        sys.exit("Type: python cost.py [requests] [address …]")
    requests = int(sys.argv[1]) if sys.argv[1:] else 100
    started = []
    try:
        stays = start(started, __file__, "--stay")
        gateway = start(started, HERE / "gateway.py")
        addresses = {
            "a server that stays": stays,
            "CGI, a shell": f"{gateway}cgi-bin/hello.sh",
            "CGI, Python": f"{gateway}cgi-bin/environment.py",
        }
        if NEIGHBOUR.exists():
            addresses["lab 03's server"] = start(started, NEIGHBOUR)
        addresses |= {address: address for address in sys.argv[2:]}
        show(measure(addresses, requests))
    finally:
        for process in started:
            process.terminate()
            process.wait()


def start(started, file, *arguments):
    """Start a server at a free port, wait until it listens, and give its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    # This Python is to be the scripts' Python too, which they look for on the PATH.
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    process = subprocess.Popen(
        [sys.executable, str(file), *arguments, str(port)],
        cwd=Path(file).resolve().parent,
        env=os.environ | {"PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    started.append(process)
    deadline = time.monotonic() + 15
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return f"http://127.0.0.1:{port}/"
    sys.exit(f"{Path(file).name} does not listen on the port it is given.")


def measure(addresses, requests):
    """Give the median of the times of each, in seconds.

    In turn, so that whatever else this machine does meanwhile meets all of them; and
    the median, because one long pause should not count.
    """
    times = {name: [] for name in addresses}
    for name, address in addresses.items():
        status = ask(address)
        if status != 200:
            print(f"{name}: left out, it answers {status}")
            del times[name]
    for _ in range(requests):
        for name in times:
            started = time.perf_counter()
            ask(addresses[name])
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(all_of) for name, all_of in times.items()}


def ask(address):
    """Fetch it over a connection of its own, as the first browsers did; give the status."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request("GET", parts.path or "/")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def show(times):
    first, *_ = times.values()
    width = max(map(len, times))
    for name, seconds in times.items():
        told = f"{name:{width}}  {seconds * 1000:7.2f} ms"
        print(told if seconds == first else f"{told}, {seconds / first:5.1f} times")


class Stays(BaseHTTPRequestHandler):
    """What hello.sh does, by a function of a process that is there already."""

    def do_GET(self):
        words = f"Hello. You asked with {self.command} for {self.path}.\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", len(words))
        self.end_headers()
        self.wfile.write(words)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stay"]:
        ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Stays).serve_forever()
    else:
        main()
