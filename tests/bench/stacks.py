"""The two stacks that are measured: the site's, and the floors' beside it."""

import os
import shlex
import shutil
import signal
import subprocess
from contextlib import ExitStack, contextmanager
from pathlib import Path

from apps.labs.ports import choose
from deploy import leave_root, programs
from tests.addresses import ROOT
from tests.environment import clean
from tests.stack.machine import (
    HOST,
    Site,
    new_folder,
    unprivileged,
    until,
)
from tests.stack.running import Stack

# Root's site runs from a copy that its unprivileged user can read.
CODE = leave_root.CODE if os.geteuid() == 0 else ROOT


@contextmanager
def the_site():
    """Run `make production` with an empty forum, in a folder of its own."""
    stack = Stack(new_folder())
    try:
        stack.start()
        yield stack
    finally:
        stack.stop(signal.SIGTERM)
        shutil.rmtree(stack.var, ignore_errors=True)


@contextmanager
def the_floors(stack, **variables):
    """Run the floors on the database of this stack; gives where they answer."""
    folder = new_folder()
    values = site_values(stack)
    floors = Floors(choose(), folder)
    with ExitStack() as ends:
        ends.callback(shutil.rmtree, folder, ignore_errors=True)
        uwsgi = [f"{values['VIRTUAL_ENV']}/bin/uwsgi", "--ini", floors.write_ini()]
        environ = values | {"WITHOUT_WORKER": "1", "RUN_DIR": str(folder)} | variables
        nginx = [programs.find("nginx"), "-p", folder, "-c", floors.write_nginx()]
        floors.start("uWSGI", uwsgi, environ, signal.SIGTERM, ends)
        until((folder / "uwsgi.sock").exists, what="uWSGI did not open its socket")
        floors.start("nginx", [*nginx, "-e", "stderr"], {}, signal.SIGQUIT, ends)
        until(floors.answers, what=f"The floors did not answer:\n{floors.log()}")
        yield floors


def site_values(stack):
    """Read the variables that `make production` has written for its site."""
    lines = (stack.var / "production.env").read_text()
    return dict(pair.split("=", 1) for pair in shlex.split(lines, comments=True))


class Floors(Site):
    def __init__(self, port, folder):
        super().__init__(port)
        self.folder = folder
        self.processes = {}

    def pid(self, name):
        return self.processes[name].pid

    def answers(self):
        try:
            return self.ask("/rows").status == 200
        except OSError:
            return False

    def log(self):
        return "\n".join(path.read_text() for path in self.folder.glob("*.said"))

    def write_ini(self):
        """Take the site's own uWSGI file, with another application in it."""
        text = (ROOT / "myweb_uwsgi.ini").read_text().replace("%d", f"{CODE}/")
        path = self.folder / "floors.ini"
        path.write_text(text.replace("myweb.wsgi:", "tests.bench.floors:"))
        return path

    def write_nginx(self):
        text = Path(__file__).with_name("nginx.conf").read_text()
        values = {"run": self.folder, "listen": f"{HOST}:{self.port}", "code": CODE}
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        path = self.folder / "nginx.conf"
        path.write_text(text)
        return path

    def start(self, name, command, environ, end, ends):
        """Start a program as the site's user, to be ended by this signal."""
        with (self.folder / f"{name}.said").open("w") as said:
            process = subprocess.Popen(
                command,
                env=clean(os.environ) | environ,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd="/",
                **unprivileged(),
            )
        self.processes[name] = process
        ends.callback(process.wait, 60)
        ends.callback(process.send_signal, end)
