"""What ends when somebody ends `manage.py lab`: all of it, and without a traceback."""

import signal
import subprocess
import sys

import pytest
from django.conf import settings

from apps.labs import doctor, ladder, ports, verbs
from apps.labs.programs import poll

pytestmark = pytest.mark.database("sqlite")

# A server that has others to end, and needs a while for that.
WITH_CHILD = """
import signal, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
print(child.pid, flush=True)
try:
    signal.pause()
finally:
    child.kill()
    child.wait()
"""
RUN = """
import subprocess, sys
import django
django.setup()
from apps.labs import doctor, ladder, ports, verbs
program = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
sys.exit(verbs.wait_for(program))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_ends_lab_run_ends_its_program(number):
    program = WITH_CHILD.replace("SIGTERM", signal.Signals(number).name)
    with subprocess.Popen(
        [sys.executable, "-c", RUN, program],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    ) as run:
        child = int(run.stdout.readline())
        run.send_signal(number)
        assert run.wait(60) == 7
    assert poll(lambda: not is_alive(child), 60)


def is_alive(pid):
    return subprocess.run(["ps", "-p", str(pid)], capture_output=True).returncode == 0


def test_who_does_not_end_by_ctrl_c_is_asked_and_then_ended():
    class Stubborn:
        said = ()

        def wait(self, patience=None):
            if patience:
                raise subprocess.TimeoutExpired("server.py", patience)

        def terminate(self):
            self.said += ("terminate",)

        def kill(self):
            self.said += ("kill",)

    process = Stubborn()
    verbs.end(process)
    assert process.said == ("terminate", "kill")


def test_ctrl_c_during_the_import_of_django_is_no_traceback(tmp_path):
    (tmp_path / "django").mkdir()
    (tmp_path / "django" / "__init__.py").write_text("raise KeyboardInterrupt")
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "lab", "list"],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (130, "")


@pytest.mark.parametrize("number, file", [("18", "serve.py"), ("20", "balance.py")])
def test_an_nginx_in_the_background_is_ended(number, file, tmp_path):
    """By the program that has started it: under `lab run` there is no keeper."""
    lab = ladder.find(number)
    if doctor.missing(lab):
        pytest.skip("needs nginx and uWSGI")
    ladder.lay(lab.reference, tmp_path)
    conf = tmp_path / "nginx.conf"
    conf.write_text(conf.read_text().replace("daemon off;", "daemon on;"))
    port = ports.choose()
    done = subprocess.run(
        [sys.executable, file, str(port)], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "went to the background" in done.stdout + done.stderr
    assert poll(lambda: ports.is_unused(port), 60)
