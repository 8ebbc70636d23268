#!/usr/bin/env python3
"""A PostgreSQL of one's own, for as long as a command runs.

    python tests/postgres.py -- python -m pytest apps

makes a new database cluster in a temporary folder, starts it on a unix socket
in that folder (no port, no password, nobody else's data), runs the command with
DATABASE_URL pointing at it, and removes everything. PostgreSQL refuses to run as
root; for root the account `postgres`, which its package makes, runs it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# A test does not need to survive a power cut.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def program(name):
    """Find one of PostgreSQL's programs; Debian keeps them off the PATH."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: int(path.parts[4]), default=None)
    found = newest or shutil.which(name)
    if not found:
        raise SystemExit(
            f"PostgreSQL's program {name} is not on this machine. "
            "On Debian and Ubuntu: apt install postgresql"
        )
    return str(found)


def owner():
    """Give the account that may run PostgreSQL, or None for the present one."""
    return "postgres" if os.geteuid() == 0 else None


def run(*command):
    """Run one of PostgreSQL's programs; if it fails, show what it said."""
    done = subprocess.run(
        command, user=owner(), cwd="/", capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def cluster(settings=FAST):
    """Start a cluster, give its address for DATABASE_URL, stop and remove it."""
    # /tmp and not TMPDIR: a socket's path may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="myweb-pg-", dir="/tmp"))
    data = folder / "data"
    if owner():
        shutil.chown(folder, owner(), owner())
    options = {"listen_addresses": "", "unix_socket_directories": str(folder)}
    arguments = " ".join(f"-c {k}={v!r}" for k, v in (options | settings).items())
    try:
        run(
            *(program("initdb"), "--pgdata", str(data), "--no-sync"),
            *("--username=myweb", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )
        control = (program("pg_ctl"), "--pgdata", str(data), "--wait")
        run(*control, "--log", str(folder / "log"), "-o", arguments, "start")
        try:
            yield f"postgresql://myweb@{quote(str(folder), safe='')}/postgres"
        finally:
            run(*control, "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    command = sys.argv[2:]
    if sys.argv[1:2] != ["--"] or not command:
        raise SystemExit(__doc__)
    # Asked to end, end in good order: no server may be left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as address:
        environ = os.environ | {"DATABASE_URL": address}
        return subprocess.run(command, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
