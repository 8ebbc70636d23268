"""The production stack on this machine: what `make production` does.

nginx, uWSGI with its worker, and PostgreSQL, as on a server, from the same files;
but in the foreground, on private sockets, with all state in one folder (VAR_DIR).

    python -m deploy.production             everything, until Ctrl-C
    python -m deploy.production --no-demo   with an empty forum
    python -m deploy.production manage …    a command of manage.py on its data
    python -m deploy.production packages    only install

It needs only Python's standard library, because it is what installs the rest. A
Python too old for the site must be able to read it: syntax of Python 3.6.
"""

import contextlib
import hashlib
import http.client
import os
import pwd
import secrets
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

from . import database, development, leave_root, programs
from .development import (
    BASE,
    HOST,
    PYTHON,
    VAR,
    VENV,
    Trouble,
    captured,
    has_command,
    install_packages,
    is_free,
    last_lines,
    make_environment,
    say,
    use_new_python,
    works,
)
from .processes import Stack, end_leftovers, lock, refuse_second

LOGS = VAR / "logs"
# The demo accounts, one of them the owner, get a password of this machine's own.
DEMO_PASSWORD = VAR / "production_demo_password"
UWSGI = VENV / "bin" / "uwsgi"
ENVIRONMENT = VAR / "production.env"
# A unix socket's path has at most 107 bytes, in uWSGI 101.
LONGEST_SOCKET = 101


def main(arguments):
    """Run what was asked for; a known trouble ends it with a plain sentence."""
    development.COMMAND = "make production"
    os.chdir(BASE)
    for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, signal.default_int_handler)
    try:
        use_new_python()
        if arguments[:1] == ["manage"]:
            manage_and_exit(arguments[1:])
        elif arguments == ["packages"]:
            packages()
        elif arguments in ([], ["--no-demo"]):
            production(with_demo=not arguments)
        else:
            raise Trouble(__doc__.strip())
    except Trouble as trouble:
        say("", str(trouble))
        sys.exit(1)
    except KeyboardInterrupt:
        say("", "Stopped. Nothing is left running.")


def production(with_demo):
    """Prepare the site, run its programs and watch them until Ctrl-C."""
    port = chosen_port()
    programs.check(needs_compiler=not has_uwsgi())
    if os.geteuid() == 0:
        var = leave_root.prepared_var()
        refuse_second(var)
        end_leftovers(var)
        check_port(port)
        leave_root.continue_as_nobody(var, sys.argv[1:])
    check_var()
    with lock(VAR):
        end_leftovers(VAR)
        check_port(port)
        packages()
        environ = environment(port)
        with Stack(VAR, run_folder()) as stack:
            database.start(stack, LOGS / "postgresql.log", environ)
            prepare_site(environ, with_demo)
            start_uwsgi(stack, environ)
            start_nginx(stack, environ, port)
            stack.wait_until(
                lambda: answer(port, "/readyz") == 200, "The site was not ready", 60
            )
            tell_where(stack, environ, port)
            stack.watch()


# Before anything is started


def chosen_port():
    port = os.environ.get("PORT") or "8099"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Trouble(f"PORT is {port!r}; a port is a number from 1 to 65535.")
    return int(port)


def check_var():
    """Notice early what an earlier run as another user would make fail."""
    above = next(p for p in (VAR, *VAR.parents) if p.exists())
    if not os.access(above, os.W_OK):
        raise Trouble(
            f"You may not write in {above}. If an earlier run as another user\n"
            f"(root?) made it, give it to yourself: sudo chown -R $(id -un) '{above}'"
        )
    LOGS.mkdir(parents=True, exist_ok=True)


def check_port(port):
    if is_free(port):
        return
    if port < 1024:
        raise Trouble(
            f"Port {port} is for the administrator only. Try: make production PORT=8099"
        )
    free = next((p for p in range(port + 1, 65536) if is_free(p)), 8099)
    raise Trouble(
        f"Port {port} is in use by another program. Stop it, or take another port:\n"
        f"make production PORT={free}"
    )


def packages():
    """Install what the site imports, and compile uWSGI for this very Python."""
    make_environment()
    install_packages()
    pinned = next(
        line
        for line in (BASE / "requirements.txt").read_text().splitlines()
        if line.lower().startswith("uwsgi==")
    )
    if has_uwsgi() and captured(UWSGI, "--version").stdout.strip() in pinned:
        return
    say(f"Compiling {pinned} (a minute, the first time) …")
    # Not from pip's cache: a wheel there may be built for another Python.
    options = ["--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    options += ["--no-binary=uwsgi", pinned]
    done = captured(PYTHON, "-m", "pip", "install", *options)
    if done.returncode:
        raise Trouble(f"It could not be installed:\n{last_lines(done.stdout, 20)}")


def has_uwsgi():
    return works(UWSGI, "--version")


# The values of this one site


def run_folder():
    """Make the folder of the sockets; elsewhere, when the path would be too long."""
    run = VAR / "run"
    if len(bytes(run / ".s.PGSQL.5432")) > LONGEST_SOCKET:
        name = f"myweb-{hashlib.sha256(bytes(VAR)).hexdigest()[:8]}"
        run = Path("/tmp", name)  # TMPDIR can be long as well, on macOS
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    if run.is_symlink() or run.stat().st_uid != os.geteuid():
        raise Trouble(f"{run} belongs to somebody else. Remove it and start again.")
    run.chmod(0o700)
    return run


def environment(port):
    """Put together the variables of deploy/env.example, and keep them in a file."""
    for name in "DATABASE_URL", "SECRET_KEY":
        if name in os.environ:
            say(f"{name} is set in this shell; this stack has its own.")
    run = run_folder()
    site_url = os.environ.get("SITE_URL") or f"http://{HOST}:{port}"
    values = {
        "SECRET_KEY": secret_key(),
        "DEBUG": "0",
        "SITE_URL": site_url,
        "ALLOWED_HOSTS": " ".join(host_names(site_url)),
        "DATABASE_URL": f"postgresql://myweb@{quote(str(run), safe='')}/myweb",
        "VAR_DIR": str(VAR),
        "RUN_DIR": str(run),
        "VIRTUAL_ENV": str(VENV),
        # Plain http: a browser would not send back a cookie marked Secure.
        "INSECURE_COOKIES": "1",
        "WEB_PROCESSES": str(max(2, min(os.cpu_count() or 2, 4))),
        "WEB_BACKLOG": str(backlog()),
    }
    ENVIRONMENT.touch(mode=0o600)
    lines = [f"{name}={shlex.quote(value)}" for name, value in values.items()]
    ENVIRONMENT.write_text(
        "# Written by deploy/production.py at each start. What the variables mean is\n"
        "# in deploy/env.example.\n" + "\n".join(lines) + "\n"
    )
    environ = os.environ | values | {"PYTHONUNBUFFERED": "1"}
    environ.pop("WITHOUT_WORKER", None)
    return environ


def host_names(site_url):
    return dict.fromkeys([urlsplit(site_url).hostname, HOST, "localhost"])


def secret_key():
    """Keep one secret, so that a restart signs nobody out."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(os.urandom(40).hex())
    return path.read_text().strip()


def backlog():
    """Give the length of uWSGI's queue: as the kernel allows, and 1024 at most."""
    limit = Path("/proc/sys/net/core/somaxconn")
    return min(1024, int(limit.read_text())) if limit.exists() else 128


# The site


def prepare_site(environ, with_demo):
    """Bring tables and static files up to date; let Django check the settings."""
    manage(environ, "migrate", "--verbosity=0")
    say("Collecting the static files …")
    manage(environ, "collectstatic", "--noinput", "--verbosity=0")
    (VAR / "media").mkdir(exist_ok=True)
    # As on a server: what is relaxed here, and by its own variable, is known.
    checked = environ | {"INSECURE_COOKIES": "0"}
    manage(checked, "check", "--deploy", "--fail-level=WARNING")
    if with_demo and not DEMO_PASSWORD.exists() and has_command("load_demo"):
        say("Filling it with the demo community …")
        password = secrets.token_urlsafe(9)
        manage(environ, "load_demo", "--verbosity=0", f"--password={password}")
        DEMO_PASSWORD.touch(mode=0o600)
        DEMO_PASSWORD.write_text(password)


def manage(environ, *arguments):
    """Run a command of manage.py to its end."""
    if subprocess.run([PYTHON, "manage.py", *arguments], env=environ).returncode:
        raise Trouble(f"`manage.py {' '.join(arguments)}` failed; its reason is above.")


def manage_and_exit(arguments):
    """Run a command of manage.py on the data of `make production`."""
    var = leave_root.HOME / "var" if os.geteuid() == 0 else VAR
    var = Path(os.environ.get("VAR_DIR") or var)
    if not (var / ENVIRONMENT.name).exists():
        raise Trouble(f"There is no site in {var} yet: start `make production` first.")
    lines = shlex.split((var / ENVIRONMENT.name).read_text(), comments=True)
    environ = os.environ | dict(line.split("=", 1) for line in lines)
    if os.geteuid() == 0:
        leave_root.become(pwd.getpwnam(leave_root.ACCOUNT))
        os.chdir(leave_root.CODE)
    python = f"{environ['VIRTUAL_ENV']}/bin/python"
    os.execve(python, [python, "manage.py", *arguments], environ)


# uWSGI and nginx


def start_uwsgi(stack, environ):
    command = [UWSGI, "--ini", BASE / "myweb_uwsgi.ini"]
    # Large bodies wait here: what /tmp allows, and to whom, is not ours to say.
    waiting = VAR / "tmp"
    waiting.mkdir(mode=0o700, exist_ok=True)
    environ = environ | {"TMPDIR": str(waiting)}
    stack.start("uWSGI", command, log=LOGS / "uwsgi.log", environ=environ)
    socket = Path(environ["RUN_DIR"], "uwsgi.sock")
    stack.wait_until(socket.exists, "uWSGI did not open its socket", 30)


def start_nginx(stack, environ, port):
    """Write this site's values, test the configuration, and start."""
    folder = VAR / "nginx"
    for name in "tmp", "cache":
        (folder / name).mkdir(parents=True, exist_ok=True)
    source = BASE / "deploy" / "nginx"
    link(folder / "nginx.conf", source / "nginx.conf")
    link(folder / "myweb", source)
    values = {
        "listen": f"{HOST}:{port}",
        "server_name": environ["ALLOWED_HOSTS"],
        "code": BASE,
        "var": VAR,
        "run": environ["RUN_DIR"],
        "logs": LOGS,
        "cache": folder / "cache",
    }
    write_site(folder / "site.conf", values)
    nginx = [programs.find("nginx"), "-p", VAR, "-c", folder / "nginx.conf"]
    done = captured(*nginx, "-t")
    if done.returncode:
        raise Trouble(f"nginx does not accept its files:\n{last_lines(done.stdout)}")
    # SIGQUIT: answer who is being answered, then go.
    stop = signal.SIGQUIT
    stack.start("nginx", nginx, log=LOGS / "nginx.log", environ=environ, stop=stop)


def link(path, target):
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def write_site(path, values):
    """Fill this site's values into deploy/nginx/site.conf."""
    text = (BASE / "deploy" / "nginx" / "site.conf").read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    path.write_text(text)


def answer(port, path):
    """Ask the site something and give the status of the answer, or None."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError):
        connection.request("GET", path)
        return connection.getresponse().status


def tell_where(stack, environ, port):
    pids = {process.name: process.pid for process in stack.processes}
    run = environ["RUN_DIR"]
    rows = [
        ("nginx", pids["nginx"], f"http://{HOST}:{port}/", "nginx.log, access.log"),
        ("uWSGI", pids["uWSGI"], f"{run}/uwsgi.sock", "uwsgi.log"),
        ("  its worker", "", "the queue, in the database", "uwsgi.log"),
        ("PostgreSQL", pids["PostgreSQL"], f"{run}/.s.PGSQL.5432", "postgresql.log"),
    ]
    width = max(len(row[2]) for row in rows)
    say("", f"The site is at {environ['SITE_URL']}/", "")
    for name, pid, place, log in rows:
        say(f"  {name:<13}{pid:>7}  {place:<{width}}  {log}")
    if DEMO_PASSWORD.exists():
        say(
            "",
            "Log in as grace (owns the site), ada (moderates) or lin (learns);",
            f"the password of each: {DEMO_PASSWORD.read_text()}",
        )
    say(
        "",
        f"Its state and logs are in {VAR} (logs/).",
        "A command on its data:  python3 -m deploy.production manage createsuperuser",
        "Plain http, so cookies travel unprotected (INSECURE_COOKIES=1): for this",
        "machine only. Ctrl-C ends it all.",
        "",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
