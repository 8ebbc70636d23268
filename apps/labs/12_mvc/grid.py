"""The grid: every framework under every server. That is what WSGI is for.

    python grid.py                          all of it, about half a minute
    python grid.py waitress flask django    a part: the servers and frameworks named
    python grid.py mine                     with your server of lab 09, your framework of lab 11

sites/ has the same two pages on eight frameworks. Each of eight servers, most of them
started by servers.py of lab 08, serves each of them in a process of its own, and is asked
for a page with a letter beyond ASCII in its address, for one that takes a form, and for one
that is not there. "works" means that all three answers were right, and not more than
that: Django's cookies, for one, which begin with a space, are refused by Tornado 6.6.

What the whole grid found is kept in var/labs/grid.json, and the site shows it at
/labs/grid/.
"""

import contextlib
import http.client
import importlib.metadata
import json
import os
import platform
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
LABS, ROOT = HERE.parent, HERE.parents[2]
SITES = HERE / "sites"
MINE = ROOT / "my"
KEPT = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "labs" / "grid.json"

# Name in the grid: the package that brings it, where one does.
FRAMEWORKS = {
    "flask": "Flask",
    "bottle": "bottle",
    "falcon": "falcon",
    "pyramid": "pyramid",
    "cherrypy": "CherryPy",
    "webpy": "web.py",
    "django": "Django",
    "mini": None,  # ours, of lab 11
}
SERVERS = {
    "lab09": None,  # ours, of lab 09
    "wsgiref": None,  # Python's own
    "waitress": "waitress",
    "cheroot": "cheroot",
    "gunicorn": "gunicorn",
    "uwsgi": "uWSGI",
    "tornado": "tornado",
    "werkzeug": "Werkzeug",
}
PATIENCE = 30  # seconds, for a start and for an answer: a busy machine is not at fault
WORKS, FAILS, ABSENT = "works", "fails", "absent"


def main(words):
    is_mine = "mine" in words
    servers, frameworks = chosen(words)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="grid-") as folder:
        bench = Bench(Path(folder), is_mine)
        # Twice as many as there are processors: half of what a start takes is waiting.
        with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as several:
            lacks = dict(
                zip(
                    [*servers, *frameworks],
                    several.map(
                        bench.why_absent,
                        [*map(server_probe, servers), *map(site_probe, frameworks)],
                    ),
                    strict=True,
                )
            )
            print(" " * 9, *(f"{server:<8}" for server in servers), flush=True)
            cells = []
            for framework in frameworks:
                row = [(server, framework, lacks) for server in servers]
                found = list(several.map(bench.measure, row))
                words = (f"{cell['state']:<8}" for cell in found)
                print(f"{framework:<9}", *words, flush=True)
                cells += found
    tell_reasons(cells)
    grid = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": platform.system(),
        "seconds": round(time.monotonic() - begun, 1),
        "servers": [about(name, SERVERS) for name in servers],
        "frameworks": [about(name, FRAMEWORKS) for name in frameworks],
        "cells": cells,
    }
    print(f"\n{summary(cells)} {grid['python']}, {grid['seconds']} s.")
    if is_mine or len(cells) < len(SERVERS) * len(FRAMEWORKS):
        print("(Not kept: it is not the whole grid of the references.)")
    else:
        keep(grid)
    return any(cell["state"] == FAILS for cell in cells)


def chosen(words):
    """Give the servers and frameworks that are named, or all."""
    unknown = {*words} - {"mine", *SERVERS, *FRAMEWORKS}
    if unknown:
        sys.exit(
            f"Not in the grid: {', '.join(sorted(unknown))}.\n"
            f"Servers: {', '.join(SERVERS)}.\nFrameworks: {', '.join(FRAMEWORKS)}."
        )
    servers = [name for name in SERVERS if name in words] or [*SERVERS]
    return servers, [name for name in FRAMEWORKS if name in words] or [*FRAMEWORKS]


def server_probe(name):
    """Give code that fails where this server cannot run; its complaint is the reason."""
    if name == "lab09":
        return "import server"
    return f"import servers; servers.is_installed({name!r}) or exit('not installed')"


def site_probe(name):
    return f"import {name}_site"


class Bench:
    """Where servers are started, asked and ended."""

    def __init__(self, folder, is_mine):
        self.folder = folder
        of_mine = MINE if is_mine else LABS
        self.server = of_mine / "09_wsgi_server" / "server.py"
        self.framework = of_mine / "11_framework_more"
        self.servers = LABS / "08_wsgi" / "servers.py"

    def around(self):
        """Give the environment: where the sites, and the framework of lab 11, are found."""
        paths = [SITES, self.framework, *filter(None, [os.environ.get("PYTHONPATH")])]
        words = {"PYTHONPATH": os.pathsep.join(map(str, paths))}
        return os.environ | words | {"PYTHONDONTWRITEBYTECODE": "1"}

    def why_absent(self, probe):
        """Say why a server or framework cannot be used on this Python; "" if it can."""
        around = self.around()
        for path in self.servers, self.server:
            around["PYTHONPATH"] += os.pathsep + str(path.parent)
        words = [sys.executable, "-c", probe]
        done = subprocess.run(words, env=around, cwd=self.folder, capture_output=True)
        return last_line(done.stderr) if done.returncode else ""

    def measure(self, cell):
        """Give what became of one framework under one server."""
        server, framework, lacks = cell
        state, reason = ABSENT, lacks[server] or lacks[framework]
        if not reason:
            state, reason = self.tried(server, framework)
        words = {"server": server, "framework": framework}
        return words | {"state": state, "reason": reason}

    def tried(self, server, framework):
        port, log = free_port(), self.folder / f"{server}-{framework}.log"
        words = [str(self.server), str(port), f"{framework}_site:application"]
        if server != "lab09":
            words = [str(self.servers), str(port), server, words[-1]]
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, *words],
                cwd=SITES,
                env=self.around(),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                # A session of its own: some of them start further processes, and all of
                # it is ended by one signal to the group.
                start_new_session=True,
            )
            try:
                wait_listening(process, port)
                if wrong := asked(port):
                    return FAILS, wrong
                return WORKS, ""
            except (OSError, http.client.HTTPException) as error:
                said = last_line(log.read_bytes())
                return FAILS, said or f"{type(error).__name__}: {error}"
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_listening(process, port):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def asked(port):
    """Ask for the three pages; give in a sentence what is not right, or ""."""
    form = b"name=Zo%C3%AB+%26+Tao"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for method, path, body, status, text in [
        ("GET", "/hello/Zo%C3%AB", None, 200, "Hello, Zoë!"),
        ("POST", "/hello", form, 200, "Hello, Zoë & Tao!"),
        ("GET", "/nowhere", None, 404, None),
    ]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(method, path, body, kind if body else {})
            answer = connection.getresponse()
            content = answer.read().decode("utf-8", "backslashreplace")
        if answer.status != status:
            return f"{method} {path}: {answer.status} and not {status}"
        if text is not None and content != text:
            return f"{method} {path}: {content!r:.60} and not {text!r}"
    return ""


def free_port():
    # Below the range from which systems take the near ends of connections.
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def last_line(words):
    """Give the last line of a complaint: of a traceback, what was raised."""
    lines = words.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip()[:200] if lines else ""


def about(name, packages):
    """Give name, title and version of a server or framework."""
    package = packages[name]
    if not package:
        titles = {
            "lab09": "ours, of lab 09",
            "mini": "ours, of lab 11",
            "wsgiref": "wsgiref",
        }
        version = platform.python_version() if name == "wsgiref" else ""
        return {"name": name, "title": titles[name], "version": version}
    version = ""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        version = importlib.metadata.version(package)
    return {"name": name, "title": package, "version": version}


def tell_reasons(cells):
    """Say below the table why something does not work; each reason once."""
    where = {}
    for cell in cells:
        if cell["reason"]:
            told = f"{cell['state']}: {cell['reason']}"
            where.setdefault(told, []).append(f"{cell['framework']}/{cell['server']}")
    if where:
        print()
    for told, those in where.items():
        print(f"{told}\n    {', '.join(those)}")


def summary(cells):
    states = [cell["state"] for cell in cells]
    told = f"{states.count(WORKS)} of {len(cells)} work"
    told += f", {states.count(FAILS)} fail" if FAILS in states else ""
    told += f", {states.count(ABSENT)} cannot run here" if ABSENT in states else ""
    return told + "."


def keep(grid):
    """Keep it for the site, whole or not at all: a page may be reading."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    beside = KEPT.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps(grid, indent=1) + "\n")
    beside.replace(KEPT)
    print(f"Kept in {KEPT}; the site shows it at /labs/grid/.")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
