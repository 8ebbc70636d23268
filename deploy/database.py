"""The private PostgreSQL of `make production`: one cluster, one database, one socket."""

import shutil
import signal
import sys

from . import programs
from .development import BASE, VAR, Trouble, captured, last_lines, say, shown, works

DATA = VAR / "postgres"
FILES = BASE / "deploy" / "postgres"


def start(stack, log, environ):
    """Start a private cluster; the first time, make it and the site's database."""
    folder = programs.postgresql(DATA)
    if not DATA.exists():
        make_cluster(folder / "initdb")
    run = environ["RUN_DIR"]
    stack.start(
        "PostgreSQL",
        [
            *(folder / "postgres", "-D", DATA, "-k", run),
            *("-c", f"config_file={FILES / 'postgresql.conf'}"),
            *("-c", f"hba_file={FILES / 'pg_hba.conf'}"),
        ],
        log=log,
        environ=environ,
        # "Fast": roll back what is open, say goodbye, leave the files in order.
        stop=signal.SIGINT,
    )
    is_ready = (folder / "pg_isready", "--quiet", "--host", run)
    stack.wait_until(lambda: works(*is_ready), "PostgreSQL did not start", 60)
    make_database(folder / "psql", "--no-psqlrc", "-h", run, "-U", "postgres")


def make_database(*psql):
    """Make the site's role and database, unless they are there."""
    query = "SELECT 'there' FROM pg_database WHERE datname = 'myweb'"
    is_there = (*psql, "--tuples-only", "--no-align", "--command", query)
    if captured(*is_there).stdout.strip() == "there":
        return
    value = f"locale={locale()}"
    done = captured(*psql, "--set", value, "--file", FILES / "database.sql")
    if captured(*is_there).stdout.strip() != "there":
        raise Trouble(f"The database could not be made:\n{last_lines(done.stdout)}")


def make_cluster(initdb):
    """Make the cluster beside its place and move it there: all of it or nothing."""
    say(f"Making a PostgreSQL cluster in {shown(DATA)} …")
    new = DATA.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    done = captured(
        *(initdb, "--pgdata", new, "--username=postgres", "--auth=trust"),
        *("--encoding=UTF8", f"--locale={locale()}"),
    )
    if done.returncode:
        raise Trouble(f"It could not be made:\n{last_lines(done.stdout)}")
    new.rename(DATA)


def locale():
    # macOS has no C.UTF-8; its C sorts by code point too.
    return "C.UTF-8" if sys.platform == "linux" else "C"
