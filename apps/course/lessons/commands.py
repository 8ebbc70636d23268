"""Commands with their output: shown in lessons, run and compared by the tests.

    $ python apps/labs/02_tcp/lookup.py localhost
    ‹127.0.0.1›

‹…› stands for what varies: any text within a line, of which an example is shown.
A line with nothing but … stands for any number of lines. With a server,

    ```console run with apps/labs/03_http/server.py:8000

it is started before, on a port that is free, and the number is put in its place.
"""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass

from apps.labs.ports import choose

from .excerpts import ROOT

SECONDS = 60
_VARIES = re.compile(r"‹[^‹›\n]*›")
_SERVER = re.compile(r"with (\S+):(\d+)")


@dataclass(frozen=True)
class Command:
    """A line after `$`, and what it prints."""

    line: str
    output: str

    def matches(self, output):
        return bool(pattern(self.output).fullmatch(output.rstrip() + "\n"))


def commands(text):
    """Read commands and outputs; ValueError when the text begins with no command."""
    found = []
    for line in text.split("\n"):
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif not found:
            raise ValueError("A command begins with `$ `.")
        else:
            found[-1][1].append(line)
    return [Command(line, "\n".join(output).rstrip()) for line, output in found]


def pattern(output):
    """Turn an output with marks into a regular expression."""
    lines = []
    for line in output.rstrip().split("\n"):
        if line.strip() == "…":
            lines.append(r"(?:.*\n)*?")
            continue
        parts = [re.escape(part) for part in _VARIES.split(line.rstrip())]
        lines.append(".+?".join(parts) + r"[ \t]*\n")
    return re.compile("".join(lines))


@contextmanager
def server(words):
    """Start the server that `with file:port` names; give (its port as written, its own)."""
    if not words:
        yield "", ""
        return
    file, written = _SERVER.fullmatch(words).groups()
    port = choose()
    program = subprocess.Popen(
        [sys.executable, "-u", file, str(port)], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        program.stdout.readline()  # it says that it listens
        yield written, str(port)
    finally:
        program.terminate()
        program.communicate()


def run(command, ports=("", "")):
    """Run a command in the project's folder and give what it prints, both streams."""
    line = command.line.replace(*ports) if ports[0] else command.line
    # As in a learner's terminal: which settings a program takes is its own affair.
    environ = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=ROOT,
        # `python` is the one that runs this.
        env={
            **environ,
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "80",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
    )
    output = done.stdout.decode(errors="replace").replace("\r", "")
    return output.replace(ports[1], ports[0]) if ports[0] else output
