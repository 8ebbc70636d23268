"""`uwsgi --ini myweb_uwsgi.ini` by itself: what it says, and how it ends."""

import os
import socket
import struct
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.addresses import ROOT

from .machine import until
from .running import run

COMMAND = [f"{sys.prefix}/bin/uwsgi", "--ini", str(ROOT / "myweb_uwsgi.ini")]
SETTINGS = {
    "VIRTUAL_ENV": sys.prefix,
    "SECRET_KEY": "x" * 50,
    "WITHOUT_WORKER": "1",
    "WEB_PROCESSES": "2",
}


def environment(folder, **variables):
    return {"PATH": os.environ["PATH"], "VAR_DIR": str(folder)} | variables


class MissingTests:
    def refusal(self, folder, **variables):
        output, code = run(COMMAND, environment(folder, **variables))
        assert code == 1
        return output

    def test_everything(self, folder):
        said = self.refusal(folder, VIRTUAL_ENV="/nowhere")
        assert "SECRET_KEY is not set" in said
        assert "there is no virtual environment at /nowhere" in said
        assert f"no collected static files in {folder}/static" in said

    def test_only_the_static_files(self, folder):
        said = self.refusal(folder, **SETTINGS)
        assert "no collected static files" in said
        assert "SECRET_KEY" not in said
        assert "virtual environment" not in said


class EndTests:
    @pytest.fixture(autouse=True)
    def static(self, folder):
        (folder / "static").mkdir()
        (folder / "static" / "staticfiles.json").touch()

    @contextmanager
    def uwsgi(self, folder, *options):
        """Run it; gives the process, and a function that reads its log."""
        log = folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*COMMAND, *options],
                env=environment(folder, **SETTINGS),
                stdout=output,
                stderr=output,
            )
        try:
            yield process, log.read_bytes
        finally:
            process.kill()
            process.wait()

    def test_request_in_flight_is_finished(self, folder):
        with self.uwsgi(folder, "--module", "tests.stack.slow") as (process, log):
            until(lambda: log().count(b"WSGI app 0") == 2)
            with asked(folder / "run" / "uwsgi.sock") as answer:
                until((folder / "is_asked").exists)
                process.terminate()
                until(lambda: b"graceful shutdown triggered" in log())
                (folder / "may_answer").touch()
                assert answer.read().endswith(b"finished")
            assert process.wait(15) == 0
        assert list((folder / "run").glob("*.sock")) == []

    def test_worker_that_still_loads_the_application_obeys(self, folder):
        with self.uwsgi(folder) as (process, log):
            until(lambda: log().count(b"(post-fork)") == 2)
            process.terminate()
            assert process.wait(15) == 0


@contextmanager
def asked(path):
    """Send a request as nginx does; gives the answer, to be read."""
    packet = b""
    for word in "REQUEST_METHOD", "GET", "PATH_INFO", "/", "REQUEST_URI", "/":
        packet += struct.pack("<H", len(word)) + word.encode()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(str(path))
        connection.sendall(struct.pack("<BHB", 0, len(packet), 0) + packet)
        with connection.makefile("rb") as answer:
            yield answer
