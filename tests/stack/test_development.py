"""`make run`, as a person types it, on a copy of the project in a new folder."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from urllib.request import ProxyHandler, build_opener

import pytest

from apps.labs.ports import choose
from tests.addresses import ROOT
from tests.environment import clean

PATIENCE = 90
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "my", "__pycache__", ".*_cache"
)


class Run:
    """One `make run` with what it prints, in a session of its own like a terminal."""

    def __init__(self, folder, port):
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder.parent / "said"
        with self.log.open("wb") as file:
            self.process = subprocess.Popen(
                ["make", "run", f"PORT={port}", f"VENV={sys.prefix}"],
                cwd=folder,
                env=clean(os.environ) | {"PYTHON": sys.executable},
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self):
        return self.log.read_text()

    def get(self, path):
        opener = build_opener(ProxyHandler({}))
        with opener.open(self.address + path, timeout=10) as answer:
            return answer.read().decode()

    def worker_is_seen(self):
        seconds = json.loads(self.get("/readyz"))["worker_seconds_ago"]
        return seconds is not None and seconds < 30

    def family(self):
        """Give all processes that it has started, by their parents."""
        listed = subprocess.run(
            ["ps", "-axo", "pid=,ppid=,args="], capture_output=True, text=True
        )
        found = {self.process.pid: "make"}
        rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
        for _ in range(5):  # no generation is deeper
            for pid, parent, command in rows:
                if int(parent) in found:
                    found[int(pid)] = command
        return found

    def press_ctrl_c(self):
        """Do what a terminal does: interrupt everything that runs in it."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(PATIENCE)


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(ROOT, tmp_path / "my own forum", ignore=LEFT_OUT)


@pytest.fixture
def start(copy):
    runs = []

    def start(port):
        runs.append(Run(copy, port))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.press_ctrl_c()


def until(condition, run):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, run.said()
        time.sleep(0.05)


def is_alive(pid):
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
    ).stdout
    return bool(state) and "Z" not in state  # Z: ended, and nobody has asked how


def test_it_runs_and_ends_and_leaves_nothing(start, copy):
    run = start(choose())
    until(lambda: f"The site is at {run.address}/" in run.said(), run)
    assert "<h1" in run.get("/")
    assert "No letter yet" in run.get("/mail/")
    until(run.worker_is_seen, run)

    # A worker that dies is reported and started again.
    (worker,) = [
        pid for pid, what in run.family().items() if "manage.py worker" in what
    ]
    os.kill(worker, signal.SIGKILL)
    until(lambda: "The worker has ended (exit code -9)" in run.said(), run)
    until(lambda: run.said().count("has started.") == 2, run)

    family = run.family()
    assert len(family) >= 5  # make, the script, the worker, the web server's two
    run.press_ctrl_c()
    assert "Stopped. Nothing is left running." in run.said()
    assert [what for pid, what in family.items() if is_alive(pid)] == []

    # The second time there is nothing to prepare.
    again = start(choose())
    until(lambda: "The site is at" in again.said(), again)
    assert "Installing" not in again.said()
    assert "Making" not in again.said()


def test_taken_port_is_said_with_another_that_is_free(start, copy):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = start(port)
        assert run.process.wait(PATIENCE) != 0
    assert f"Port {port} is in use" in run.said()
    assert "make run PORT=" in run.said()
    assert "Traceback" not in run.said()
    assert not (copy / "var").exists()


def test_web_server_that_ends_ends_all(start):
    run = start(choose())
    until(lambda: "The site is at" in run.said(), run)
    family = run.family()
    servers = [pid for pid, what in family.items() if "runserver" in what]
    for server in servers:
        os.kill(server, signal.SIGKILL)
    assert run.process.wait(PATIENCE) != 0
    assert "The web server has ended" in run.said()
    assert [what for pid, what in family.items() if is_alive(pid)] == []
