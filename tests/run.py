"""The gate, `make test`: every check by name; the first that fails stops.

    make test                     everything
    make test ONLY=unit           the steps whose names begin so; several: ONLY=lint,unit
    make test ONLY=unit ARGS=-x   with arguments for pytest

It needs Python and git: it installs the rest (tests/needs.py), and says plainly
what it leaves out where it cannot. CI=true forbids leaving anything out.
"""

import os
import re
import shlex
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import tests.environment  # noqa: F401 to import it sets the environment
from deploy.development import (
    NO_NETWORK,
    VENV,
    Trouble,
    captured,
    last_lines,
    make_environment,
    say,
)
from tests.needs import (
    BROWSER,
    BUILD,
    LABS,
    POSTGRESQL,
    STACK,
    UNDER_CI,
    VENV_MODULES,
    Need,
    provide,
)

ROOT = Path(__file__).resolve().parent.parent
BIN = VENV / "bin"
PYTHON = str(BIN / "python")
ARGS = shlex.split(os.environ.get("ARGS", ""))
PRODUCTION = {"INSECURE_COOKIES": "0", "SITE_URL": "https://example.org"}


class Step(NamedTuple):
    """A check: its name, what it shows, what it runs, what it needs."""

    name: str
    shows: str
    command: Callable[[], list[str]]
    needs: tuple[Need, ...] = ()
    environ: dict[str, str] | None = None


def program(name, *arguments, files=""):
    """Run a program of the virtual environment, on the files that git knows."""
    return lambda: [f"{BIN}/{name}", *arguments, *(tracked(files) if files else ())]


def manage(*arguments):
    return lambda: [PYTHON, "-W", "error", "manage.py", *arguments]


def pytest(*arguments, before=()):
    return lambda: [PYTHON, *before, "-m", "pytest", "-q", *arguments, *ARGS]


TWO = ("-n", "2", "--dist", "worksteal")
BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
TEXTS = "*.md *.html *.py *.js *.css *.toml *.svg *.conf *.ini *.example"
LADDER = "apps/labs/tests/test_ladder.py"
# The longest tests first: else one process waits for the other's last.
UNIT = (*TWO, "tests/site", "apps", f"--ignore={LADDER}")
CONVENTIONS = "tests/conventions"
NGINX_FILES = "tests/stack/test_nginx_files.py"
ON_POSTGRESQL = ("tests/postgres.py", "--", PYTHON)
STEPS = (
    Step("lint-ruff", "no mistake that ruff knows", program("ruff", "check")),
    Step(
        "lint-format",
        "one way to lay out Python",
        program("ruff", "format", "--check"),
    ),
    Step(
        "lint-templates",
        "one way to lay out templates",
        program("djade", "--target-version=5.2", "--check", files="*.html"),
    ),
    Step(
        "lint-django",
        "no idiom that Django has replaced",
        program("django-upgrade", "--target-version=5.2", "--check", files="*.py"),
    ),
    Step(
        "lint-spelling",
        "no misspelt word in lessons, documents, pages and comments",
        program("codespell", files=TEXTS),
    ),
    Step(
        "migrations",
        "no migration is missing",
        manage("makemigrations", "--check", "--dry-run"),
    ),
    Step(
        "deploy",
        "Django's own check of a production",
        manage("check", "--deploy", "--fail-level=WARNING"),
        environ=PRODUCTION,
    ),
    Step(
        "static",
        "every static file found, with hashed names",
        manage("collectstatic", "--noinput", "--verbosity=0"),
        environ=PRODUCTION,
    ),
    Step("unit-sqlite", "the tests of the apps, on SQLite", pytest(*UNIT, CONVENTIONS)),
    Step(
        "unit-postgresql",
        "the same tests, but for those of the text, on PostgreSQL",
        pytest(*UNIT, before=ON_POSTGRESQL),
        needs=(POSTGRESQL,),
    ),
    Step(
        "labs",
        "each lab: right answers pass, wrong ones fail for their own reason",
        # Most of a check is waiting for somebody who is slow on purpose.
        pytest("-n", "3", "--dist", "worksteal", LADDER),
        needs=LABS,
    ),
    Step(
        "nginx",
        "nginx accepts all its files",
        pytest(NGINX_FILES),
        needs=STACK,
    ),
    Step(
        "stack",
        "nginx, uWSGI and PostgreSQL, end to end",
        pytest("tests/stack", f"--ignore={NGINX_FILES}"),
        needs=STACK,
    ),
    Step(
        "browser",
        "the site in a real Chromium",
        # In the order of their names: the walks, which take longest, come first.
        pytest("-n", "2", *BY_FILE, "tests/browser"),
        needs=(*STACK, *BROWSER),
    ),
)

# Not a check: what it measures is for reading (make bench).
BENCH = Step(
    "bench",
    "what the pages cost",
    lambda: [PYTHON, "-m", "tests.bench"],
    needs=STACK,
)


def main():
    started = time.monotonic()
    try:
        steps = chosen(os.environ.get("ONLY", ""))
        left_out = prepare(steps)
        for step in steps:
            if step not in left_out:
                run(step)
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    say("", f"All passed, in {time.monotonic() - started:.0f} s.")
    if left_out:
        say("Left out here: " + ", ".join(step.name for step in left_out) + ".")


def chosen(names):
    """Give the steps that ONLY asks for, by the beginnings of their names."""
    if names == BENCH.name:
        return [BENCH]
    beginnings = tuple(re.split(r"[,\s]+", names.strip())) if names.strip() else ("",)
    steps = [step for step in STEPS if step.name.startswith(beginnings)]
    if not steps:
        known = ", ".join(step.name for step in STEPS)
        raise Trouble(f"No step is called {names!r}. There are: {known}.")
    return steps


def prepare(steps):
    """Install what the steps need; give those that this machine cannot run."""
    build = (VENV_MODULES,) if (BIN / "uwsgi").exists() else BUILD
    wanted = [*build, *(need for step in steps for need in step.needs)]
    missing = provide(wanted)
    install_packages(set(missing) & set(build))
    left_out = [step for step in steps if set(step.needs) & set(missing)]
    for step in left_out:
        lacking = ", ".join(need.name for need in step.needs if need in missing)
        say(f"Left out: {step.name} ({step.shows}). Not on this machine: {lacking}.")
    if left_out and UNDER_CI:
        raise Trouble("CI=true, and a part would be left out: that is a failure.")
    return left_out


def install_packages(missing):
    """Make the virtual environment and install requirements.txt into it."""
    if missing:
        names = ", ".join(need.name for need in missing)
        raise Trouble(f"The packages cannot be installed. Missing: {names}.")
    make_environment()
    say("Installing the packages of requirements.txt (uWSGI is compiled, once) …")
    # Compiled here: a wheel in pip's cache may belong to another Python.
    options = ["--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    options += ["--no-binary=uwsgi", "-r", "requirements.txt"]
    done = captured(PYTHON, "-m", "pip", "install", *options)
    if done.returncode:
        network = NO_NETWORK.search(done.stdout)
        reason = "the network does not answer" if network else "pip says why"
        raise Trouble(f"Not installed; {reason}:\n{last_lines(done.stdout, 20)}")


def run(step):
    """Run one step; a failure ends the gate and says how to repeat it alone."""
    say("", f"── {step.name}: {step.shows}")
    started = time.monotonic()
    command = step.command()
    done = subprocess.run(command, env=os.environ | (step.environ or {}), check=False)
    took = f"{time.monotonic() - started:.1f} s"
    if done.returncode:
        ran = textwrap.shorten(shlex.join(command), 300, placeholder=" …")
        raise Trouble(
            f"FAILED: {step.name}, after {took}. It ran:\n    {ran}\n"
            f"Only this step again:  make test ONLY={step.name}"
        )
    say(f"   passed, {took}")


def tracked(patterns):
    """Give the repository's files of these kinds, those not yet committed among them."""
    listed = captured(
        *("git", "ls-files", "--cached", "--others", "--exclude-standard"),
        *patterns.split(),
    )
    return [name for name in listed.stdout.splitlines() if Path(name).exists()]


if __name__ == "__main__":
    os.chdir(ROOT)
    os.environ.pop("DATABASE_URL", None)
    main()
