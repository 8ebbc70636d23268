"""Starting and ending `make production`: what it says, what it leaves."""

import signal
import socket
import sys
from pathlib import Path

import pytest

from apps.labs.ports import choose

from .machine import HOST, processes, until
from .running import COMMAND, Stack, environment, run


def refusal(folder, *program, port=None, **variables):
    """Start it where it cannot; give the plain words that it ends with."""
    output, code = run(
        program or COMMAND, environment(folder, port or choose()) | variables
    )
    assert code == 1
    assert "Traceback" not in output
    assert not (folder / "postgres").exists()
    return output


def without(*names):
    """Give a command that starts it with nowhere to look for these programs."""
    nowhere = "".join(f"programs.{name} = []\n" for name in names)
    code = f"from deploy import production, programs\n{nowhere}production.main([])"
    return sys.executable, "-c", code


class RefusalTests:
    def test_port_is_taken(self, folder):
        with socket.socket() as other:
            other.bind((HOST, 0))
            other.listen()
            port = other.getsockname()[1]
            said = refusal(folder, port=port)
        assert f"Port {port} is in use" in said
        assert "make production PORT=" in said

    def test_port_is_no_number(self, folder):
        said = refusal(folder, PORT="http")
        assert "PORT is 'http'; a port is a number" in said

    def test_nginx_is_missing(self, folder):
        said = refusal(folder, *without("PLACES"), PATH="/nowhere")
        assert "Not on this machine: nginx, the web server" in said
        assert "sudo apt install nginx" in said
        assert "brew install nginx" in said

    def test_postgresql_is_missing(self, folder):
        paths = "/usr/sbin:/usr/bin:/bin"
        said = refusal(folder, *without("PLACES", "POSTGRESQL"), PATH=paths)
        assert "Not on this machine: PostgreSQL 15 or newer, the database" in said
        assert "sudo apt install postgresql" in said

    def test_argument_is_unknown(self, folder):
        assert "--no-demo" in refusal(folder, *COMMAND, "--nodemo")

    def test_no_site_to_manage_yet(self, folder):
        said = refusal(folder, *COMMAND, "manage", "check")
        assert "start `make production` first" in said


class EndTests:
    @pytest.fixture
    def stack(self, folder):
        stack = Stack(folder)
        stack.start()
        yield stack
        stack.stop(signal.SIGTERM)

    def assert_nothing_is_left(self, stack):
        assert processes(str(stack.var)) == {}
        assert not (stack.var / "run").exists()

    def test_second_start_finds_the_data(self, stack):
        create = "from django.contrib.auth import get_user_model as u; "
        stack.manage("shell", "-c", create + "u().objects.create_user('kept')")
        assert "Nothing is left running." in stack.stop(signal.SIGINT)
        self.assert_nothing_is_left(stack)

        stack.start()
        ask = create + "print(u().objects.filter(username='kept').count())"
        assert stack.manage("shell", "-c", ask).splitlines()[-1] == "1"
        assert "Making a PostgreSQL cluster" not in stack.says()

        said, code = run(COMMAND, environment(stack.var, choose()))
        assert code == 1
        assert f"It runs already: process {stack.process.pid} holds" in said
        assert stack.is_ready()

    def test_killed_run_is_tidied_up_by_the_next(self, stack):
        stack.process.kill()
        stack.process.wait()
        stack.output.close()
        assert processes(str(stack.var))

        stack.start()
        assert "The last run was cut off and left" in stack.says()
        assert len(until(stack.queue_workers)) == 1
        stack.stop(signal.SIGTERM)
        self.assert_nothing_is_left(stack)


class TemporaryFilesTests:
    def test_a_large_body_waits_among_the_files_of_the_site(self, folder, monkeypatch):
        # As where /tmp is closed to the user that the site runs as.
        monkeypatch.setenv("TMPDIR", "/nowhere")
        stack = Stack(folder)
        stack.start()
        try:
            answer = stack.ask("/accounts/login/", "POST", b"a" * 100_000)
            assert answer.status == 403  # by Django: it has no token
        finally:
            stack.stop(signal.SIGTERM)


class LongPathTests:
    def test_socket_of_a_long_path_lies_elsewhere(self, folder):
        stack = Stack(folder / ("long" * 25) / "with a space")
        stack.var.mkdir(parents=True)
        (folder / ("long" * 25)).chmod(0o755)
        folder.chmod(0o755)
        stack.start()
        try:
            run_folder = Path(stack.run_folder())
            assert run_folder.parent == Path("/tmp")
            assert stack.is_ready()
        finally:
            stack.stop(signal.SIGTERM)
        assert not run_folder.exists()
