"""The development site on this machine: `make run`, `make demo` and `make labs`.

It needs only Python's standard library, because it is what installs the rest.
A Python too old for the site must be able to read it, to say so: it keeps to the
syntax of Python 3.6.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

NEEDED = (3, 11)
# What the person typed; production.py, which shares the preparation, says its own.
COMMAND = "make run"
BASE = Path(__file__).resolve().parent.parent
VENV = Path(os.path.abspath(BASE / (os.environ.get("VENV") or ".venv")))
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("VAR_DIR") or BASE / "var").resolve()
DEMO_IS_LOADED = VAR / "demo_is_loaded"
HOST = "127.0.0.1"
HOUSEKEEPING_SECONDS = 60
# The worker may be in the middle of a letter to a slow mail server.
PATIENCE_SECONDS = 30
NO_NETWORK = re.compile(
    "NewConnectionError|ConnectTimeout|ReadTimeout|Name or service not known|"
    "name resolution|nodename nor servname|ProxyError|Network is unreachable|"
    "Max retries exceeded|Connection refused|No matching distribution",
    re.IGNORECASE,
)
ACCOUNTS = """\
    grace   owns the site and opens the back office, /admin/
    ada     teaches and moderates
    lin     learns
    The password of each is learn-by-doing"""


def main():
    """Run one of the commands; a known trouble ends it with a plain sentence."""
    command = {"run": run, "demo": demo, "labs": labs}[
        sys.argv[1] if len(sys.argv) > 1 else "run"
    ]
    os.chdir(BASE)
    # A closed terminal and `kill` end it as Ctrl-C does.
    for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, signal.default_int_handler)
    try:
        use_new_python()
        command()
    except Trouble as trouble:
        say("", str(trouble))
        sys.exit(1)
    except KeyboardInterrupt:
        say("", "Stopped. Nothing is left running.")


class Trouble(Exception):
    """What went wrong and what to do about it, for a person."""


def say(*lines):
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run():
    """Prepare the site, run its three programs and watch them until Ctrl-C."""
    port = chosen_port()
    check_port(port)
    prepare(port)
    watch(port)


def demo():
    """Prepare the site and bring the demo community up to date."""
    prepare(8000)
    manage("load_demo")


def labs():
    """Fetch what the labs import, and make the tables that keep their results."""
    set_environment(8000)
    check_folders()
    make_environment()
    install_packages()
    install_packages("requirements-labs.txt")
    manage("migrate", "--verbosity=0")
    # What else a lab needs, it says; that is no failure of this command.
    subprocess.run([PYTHON, "manage.py", "lab", "doctor"])
    say("", f"Begin: {shown(PYTHON)} manage.py lab")


# Before anything is started


def use_new_python():
    """Go on with a Python that is new enough, or say where to get one."""
    if sys.version_info >= NEEDED:
        return
    for minor in range(20, NEEDED[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer and works(newer, "-c", ""):
            os.execv(newer, [newer, *sys.argv])
    found = ".".join(str(number) for number in sys.version_info[:2])
    raise Trouble(
        f"myweb needs Python 3.11 or newer; {sys.executable} is Python {found}.\n"
        "Install a newer one (Debian, Ubuntu: apt install python3; macOS: brew install\n"
        "python; others: https://www.python.org/downloads/) and say which to use:\n"
        f"{COMMAND} PYTHON=/path/to/python3.12"
    )


def chosen_port():
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Trouble(f"PORT is {port!r}; a port is a number from 1 to 65535.")
    return int(port)


def check_port(port):
    """Refuse a port that is taken, and name one that is free."""
    try:
        bind(port)
    except PermissionError:
        raise Trouble(
            f"Port {port} is for the administrator only. Try: make run PORT=8000"
        ) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        free = next((p for p in range(port + 1, 65536) if is_free(p)), 8000)
        raise Trouble(
            f"Port {port} is in use: another program, perhaps another `make run`,\n"
            f"answers at http://{HOST}:{port}/. Stop it, or take another port:\n"
            f"make run PORT={free}"
        ) from None


def is_free(port):
    try:
        bind(port)
    except OSError:
        return False
    return True


def bind(port):
    with socket.socket() as probe:
        # As runserver does: a port on which a connection has just ended is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))


# The steps before the site can run


def prepare(port):
    set_environment(port)
    check_folders()
    make_environment()
    install_packages()
    make_database()


def set_environment(port):
    """Mean development, whatever this shell has been used for before."""
    for name in "SECRET_KEY", "DATABASE_URL", "EMAIL_HOST":
        if os.environ.pop(name, None):
            say(f"{name} is set in this shell; the development site leaves it alone.")
    os.environ["DEBUG"] = "1"
    os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    os.environ["VAR_DIR"] = str(VAR)
    # What a child prints appears when it prints it.
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"


def check_folders():
    """Notice early what an earlier run under another name would make fail."""
    for folder in VAR, VENV:
        above = next(p for p in (folder, *folder.parents) if p.exists())
        if not os.access(above, os.W_OK):
            raise Trouble(
                f"You may not write in {above}. If an earlier run as another user\n"
                f"(root?) made it, give it to yourself: sudo chown -R $(id -un) '{above}'"
            )


def make_environment():
    """Make the virtual environment; again when its Python has gone or is too old."""
    if works(PYTHON, "-c", f"import pip, sys; assert sys.version_info >= {NEEDED}"):
        return
    if VENV.exists() and any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
        raise Trouble(
            f"{shown(VENV)} is a folder with something else in it.\n"
            f"Name another for the virtual environment: {COMMAND} VENV=…"
        )
    for module in "ensurepip", "venv":
        if not works(sys.executable, "-c", f"import {module}"):
            version = ".".join(str(number) for number in sys.version_info[:2])
            raise Trouble(
                f"This Python has no module `{module}`, which makes virtual environments.\n"
                "Debian, Ubuntu: sudo apt install python3-venv"
                f" (or python{version}-venv)"
            )
    if not works(sys.executable, "-c", "import sqlite3, ssl"):
        raise Trouble(
            f"{sys.executable} was built without SQLite or TLS. Use your system's\n"
            "Python, or rebuild this one with libsqlite3-dev and libssl-dev installed."
        )
    say(f"Making a virtual environment in {shown(VENV)} …")
    done = captured(sys.executable, "-m", "venv", "--clear", VENV)
    if done.returncode:
        raise Trouble(f"It could not be made:\n{done.stdout.strip()}")


def install_packages(name="requirements-site.txt"):
    """Install a list of packages, when it has changed since last time."""
    wanted = BASE / name
    stamp = VENV / f".{wanted.stem}.sha256"
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"Installing the packages of {name} (a minute, the first time) …")
    options = ["--quiet", "--disable-pip-version-check", "--retries=2", "--timeout=10"]
    done = captured(PYTHON, "-m", "pip", "install", *options, "-r", wanted)
    if done.returncode and NO_NETWORK.search(done.stdout):
        raise Trouble(
            "The packages could not be fetched from https://pypi.org: no network?\n"
            "Connect this machine (behind a proxy: set HTTPS_PROXY) and run it again;\n"
            "it goes on from here. After the first time no network is needed.\n\n"
            + last_lines(done.stdout, 1)
        )
    if done.returncode:
        raise Trouble(f"pip could not install them:\n{last_lines(done.stdout)}")
    stamp.write_text(digest)


def make_database():
    """Bring the tables up to date; give a new database the demo community."""
    database = VAR / "db.sqlite3"
    if not database.exists():
        say(f"Making a database, {shown(database)} …")
        DEMO_IS_LOADED.unlink(missing_ok=True)
    manage("migrate", "--verbosity=0")
    if not DEMO_IS_LOADED.exists() and has_command("load_demo"):
        say("Filling it with the demo community …")
        manage("load_demo", "--verbosity=0")
        DEMO_IS_LOADED.touch()


def manage(*arguments):
    """Run a command of manage.py to its end."""
    if subprocess.run([PYTHON, "manage.py", *arguments]).returncode:
        raise Trouble(f"`manage.py {' '.join(arguments)}` failed; its reason is above.")


def has_command(name):
    return any(BASE.glob(f"apps/*/management/commands/{name}.py"))


def works(*command):
    """Run a tiny program and say whether it ended well."""
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def captured(*command):
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def last_lines(text, count=6):
    return "\n".join(text.strip().splitlines()[-count:])


def shown(path):
    """Write a path as short as it can be understood."""
    return str(path.relative_to(BASE)) if path.is_relative_to(BASE) else str(path)


# The programs that run together


class Program:
    """One of the programs: started, restarted if it must not end, and ended.

    Each has a session of its own. So Ctrl-C, which a terminal sends to all it
    runs, reaches this script alone, and this script ends them in good order.
    """

    def __init__(self, name, *arguments):
        self.name = name
        self.command = [PYTHON, "manage.py", *arguments]
        self.process = None
        self.start_at = 0.0
        self.pause = 1

    def start(self):
        self.process = subprocess.Popen(self.command, start_new_session=True)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def has_ended(self):
        return self.process is not None and self.process.poll() is not None

    def send(self, number):
        """Send a signal to the program and to all that it has started."""
        if self.process is not None:
            # All of it may have ended; macOS says so with "not permitted".
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def watch(port):
    """Run the programs until Ctrl-C, or until the web server ends by itself."""
    site = Program("the web server", "runserver", f"{HOST}:{port}")
    worker = Program("the worker", "worker", "--reload")
    chores = Program("housekeeping", "housekeeping")
    programs = [site, worker, chores]
    say("Starting the site, its worker and its housekeeping …", "")
    is_told = False
    try:
        site.start()
        while not site.has_ended():
            keep(worker)
            repeat(chores)
            if not is_told and answers(port):
                tell_where(port)
                is_told = True
            time.sleep(0.2)
        raise Trouble("The web server has ended; its reason is above. So all ends.")
    finally:
        end(programs)


def keep(worker):
    """Start the worker, and start it again if it ends: after 1 s, 2 s, 4 s … 30 s."""
    if worker.has_ended():
        code = worker.process.returncode
        say(
            f"The worker has ended (exit code {code}); its reason is above. "
            f"It starts again in {worker.pause} s."
        )
        worker.start_at = time.monotonic() + worker.pause
        worker.pause = min(2 * worker.pause, 30)
        worker.process = None
    if worker.process is None and time.monotonic() >= worker.start_at:
        worker.start()


def repeat(chores):
    """Start housekeeping each minute, as cron or systemd does on a server."""
    if chores.has_ended():
        if chores.process.returncode:
            say("A chore of housekeeping failed; its reason is above.")
        chores.process = None
    if chores.process is None and time.monotonic() >= chores.start_at:
        chores.start()
        chores.start_at = time.monotonic() + HOUSEKEEPING_SECONDS


def answers(port):
    # Without the proxy of the environment: this is our own machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{HOST}:{port}/healthz", timeout=2):
            return True
    except (OSError, urllib.error.URLError):
        return False


def tell_where(port):
    address = f"http://{HOST}:{port}"
    say(
        "",
        f"The site is at {address}/",
        f"    {address}/mail/   the letters that it sends",
        f"    {address}/admin/  the back office",
        "",
    )
    if DEMO_IS_LOADED.exists():
        say("Log in as one of", ACCOUNTS, "")
    say("Ctrl-C ends it all.", "")


def end(programs):
    """Ask each program to end, wait, and then insist. Ctrl-C again insists at once."""
    for program in programs:
        program.send(signal.SIGTERM)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        told_at = time.monotonic() + 2
        while any(p.is_running() for p in programs) and time.monotonic() < deadline:
            if time.monotonic() > told_at:
                names = " and ".join(p.name for p in programs if p.is_running())
                say(f"Waiting for {names} to finish. Ctrl-C again does not wait.")
                told_at = deadline
            time.sleep(0.05)
    except KeyboardInterrupt:
        pass
    for program in programs:
        program.send(signal.SIGKILL)
        if program.process:
            program.process.wait()


if __name__ == "__main__":
    main()
