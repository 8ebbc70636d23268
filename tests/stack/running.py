"""The whole stack, run as a person runs it: `make production`."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from functools import partial

from apps.labs.ports import choose
from tests.addresses import ROOT
from tests.environment import clean

from .machine import Site, fact_of, processes, until

COMMAND = [sys.executable, "-m", "deploy.production"]
# The first start may have to compile uWSGI.
PATIENCE = 300


def environment(var, port):
    """Give what a person's shell would have, and nothing of the tests'."""
    theirs = {"VAR_DIR": str(var), "PORT": str(port), "VENV": sys.prefix}
    return clean(os.environ) | theirs


def run(command, environ):
    """Run a command that ought to end soon; end it properly if it does not."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        return process.communicate(timeout=60)[0], process.returncode
    except subprocess.TimeoutExpired:
        process.terminate()
        process.communicate()
        raise


class Stack(Site):
    def __init__(self, var, **variables):
        super().__init__(choose())
        self.var = var
        self.variables = variables
        self.said = ""

    def start(self, *arguments):
        """Start it and wait until it says where it is."""
        self.output = (self.var / "said").open("w+")
        self.process = subprocess.Popen(
            [*COMMAND, *(arguments or ["--no-demo"])],
            cwd=ROOT,
            env=environment(self.var, self.port) | self.variables,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )
        try:
            until(lambda: "Ctrl-C ends it all." in self.says(), PATIENCE)
        except BaseException:
            self.stop(signal.SIGINT)
            raise

    def says(self):
        """Give what it has said so far; fail if it has ended."""
        said = (self.var / "said").read_text()
        assert self.process.poll() is None, said
        return said

    def stop(self, number):
        """End it by this signal, and give its last words."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(60)
        self.output.close()
        return (self.var / "said").read_text()

    def pid(self, name):
        return json.loads((self.var / "production.json").read_text())[name][0]

    def manage(self, *arguments):
        """Run a command of manage.py on its data."""
        return subprocess.run(
            [*COMMAND, "manage", *arguments],
            cwd=ROOT,
            env=environment(self.var, self.port),
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def run_folder(self):
        said = re.search(r"(\S+)/uwsgi\.sock", self.says())
        return said[1]

    def stats(self):
        """Ask uWSGI for its numbers."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(f"{self.run_folder()}/stats.sock")
            data = b"".join(iter(partial(connection.recv, 65536), b""))
        return json.loads(data)

    def lines(self):
        """Read nginx's log."""
        text = (self.var / "logs" / "access.log").read_text()
        return [json.loads(line) for line in text.splitlines()]

    def log(self, ids):
        """Wait for the lines of these requests, and give them."""

        def found():
            lines = [line for line in self.lines() if line["request_id"] in ids]
            return lines if len(lines) == len(ids) else None

        return until(found)

    def workers(self):
        """Give the pids of uWSGI's workers that take requests."""
        return {
            worker["pid"]
            for worker in self.stats()["workers"]
            if worker["status"] in {"idle", "busy"} and worker["apps"]
        }

    def queue_workers(self):
        """Give the pids of the queue's worker: one that is a child of our uWSGI."""
        parent = str(self.pid("uWSGI"))
        return [
            pid
            for pid in processes("manage.py worker")
            if fact_of(pid, "ppid") == parent
        ]

    def is_ready(self):
        return self.ask("/readyz").status == 200
