"""`manage.py worker` as a process of its own, for tests."""

import os
import subprocess
import sys
import time

from tests.addresses import ROOT
from tests.environment import clean

PATIENCE = 30


class WorkerProcess:
    def __init__(self, database, mail_port, log):
        self.log = log
        environ = clean(os.environ) | {
            "SECRET_KEY": "for-tests-only-" + "0123456789" * 5,
            "SITE_URL": "https://forum.example.org",
            "DATABASE_URL": database,
            "VAR_DIR": str(log.parent),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
        }
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "worker", "--interval=0.05"],
                cwd=ROOT,
                env=environ,
                stderr=file,
            )

    def kill(self):
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def end(self, number):
        """Send a signal and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def says(self, text):
        """Wait until its log says this."""
        until(lambda: text in self.log.read_text(), self.log.read_text)


def until(condition, explain=lambda: ""):
    """Wait until something is so; fail with an explanation if it never is."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, explain()
        time.sleep(0.02)
