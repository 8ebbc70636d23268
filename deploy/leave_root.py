"""What happens when root starts `make production`: it goes on as another user.

A web application never runs as root, and PostgreSQL refuses to. So root prepares a
folder under /var/lib that an unprivileged user can reach, which a clone below
/root is not, and then becomes that user for good:

    /var/lib/myweb-1a2b3c4d/code    a copy of this project: root's, read-only
    /var/lib/myweb-1a2b3c4d/venv    the packages: root's, read-only
    /var/lib/myweb-1a2b3c4d/var     the state: the only place it may write

The eight letters are made of the path of the clone, so that the next start finds
the same data. To get rid of it all, remove the folder.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

from .development import BASE, NEEDED, VENV, Trouble, say

ACCOUNT = "nobody"
HOME = Path("/var/lib", f"myweb-{hashlib.sha256(bytes(BASE)).hexdigest()[:8]}")
CODE = HOME / "code"
# Neither history, nor state, nor another user's packages.
NOT_CODE = {".git", "var", "my"}


def prepared_var():
    """Make the folder of the state, and see that the user can get there."""
    os.umask(0o022)
    account = pwd.getpwnam(ACCOUNT)
    var = Path(os.environ.get("VAR_DIR") or HOME / "var").resolve()
    var.mkdir(mode=0o750, parents=True, exist_ok=True)
    shutil.chown(var, account.pw_uid, account.pw_gid)
    if not runs_as(account, "/bin/sh", "-c", 'cd "$0" && [ -w . ]', var):
        raise Trouble(
            f"Root's site runs as the user {ACCOUNT}, who cannot get into {var}.\n"
            "Name a place below folders that are open to all: VAR_DIR=/var/lib/…"
        )
    return var


def continue_as_nobody(var, arguments):
    """Prepare what another user needs, become that user, and start again."""
    account = pwd.getpwnam(ACCOUNT)
    python = reachable_python(account)
    copy_code()
    venv = VENV if is_complete(VENV, account) else HOME / "venv"
    environ = os.environ | {"VAR_DIR": str(var), "VENV": str(venv)}
    say(f"Started by root; it runs as the user {ACCOUNT}, below {HOME}.")
    command = [python, "-m", "deploy.production"]
    # The packages still as root: it has the network settings, and what it
    # installs the site cannot change.
    if subprocess.run([*command, "packages"], cwd=CODE, env=environ).returncode:
        sys.exit(1)
    become(account)
    os.chdir(CODE)
    os.execve(python, [*command, *arguments], environ | {"HOME": str(var)})


def become(account):
    """Give up root's rights, all of them and for good."""
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def reachable_python(account):
    """Find a Python that this user can run; root's own may be closed to others."""
    for name in sys.executable, "/usr/bin/python3", "/usr/local/bin/python3":
        needs = f"import sys, venv, ensurepip, ssl; assert sys.version_info >= {NEEDED}"
        if runs_as(account, name, "-c", needs):
            return name
    raise Trouble(
        f"Root's site runs as the user {ACCOUNT}, who can run no Python from 3.11 on:\n"
        f"{os.path.realpath(sys.executable)} is closed to others, and the system has none.\n"
        "Debian, Ubuntu: apt install python3-venv python3-dev\n"
        "Or start it as an ordinary user; nothing here needs root."
    )


def copy_code():
    """Copy the project to where others can read it, as it is now.

    In place: another stack of this clone, a test's, may be running from it.
    """
    # Links become files: where one stands already, there is no making it again.
    shutil.copytree(BASE, CODE, ignore=_not_code, dirs_exist_ok=True)
    for path in CODE.rglob("*"):
        if not path.is_dir() and not (BASE / path.relative_to(CODE)).exists():
            path.unlink()
    subprocess.run(["chmod", "-R", "u=rwX,go=rX", CODE], check=True)


def _not_code(folder, names):
    """Leave out what is not code; virtual environments by whatever name.

    Labs that are tried where they lie keep sockets and keys under var/ beside them.
    """
    top = NOT_CODE if Path(folder) == BASE else set()
    return [
        name
        for name in names
        if name in top
        or name in {"__pycache__", "var"}
        or Path(folder, name, "pyvenv.cfg").exists()
    ]


def is_complete(venv, account):
    """Say whether this user can run the site with these packages."""
    return runs_as(
        account, venv / "bin" / "python", "-c", "import django, psycopg"
    ) and runs_as(account, venv / "bin" / "uwsgi", "--version")


def runs_as(account, *command):
    """Run a tiny program as another user and say whether it ended well."""
    try:
        done = subprocess.run(
            command,
            cwd="/",
            capture_output=True,
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
        )
    except OSError:
        return False
    return done.returncode == 0
