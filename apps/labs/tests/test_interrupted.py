"""What ends when somebody ends `manage.py lab`: all of it, and without a traceback."""

import signal
import subprocess
import sys

import pytest
from django.conf import settings

from apps.labs import verbs
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
from apps.labs import verbs
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
