"""The two sites that the browser visits, and the browser."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from apps.forum.management.commands.load_demo import PASSWORD
from apps.labs.ports import choose
from tests.addresses import ROOT
from tests.environment import clean
from tests.needs import chromium as find_chromium
from tests.stack.machine import new_folder
from tests.stack.running import Stack

from .doors import LINK, open_letter

# How long to wait for what is to come; a busy machine needs longer, a quiet one no time.
expect.set_options(timeout=30_000)
ARTIFACTS = ROOT / "var" / "artifacts" / "browser"


@pytest.fixture(scope="session")
def chromium():
    """A real browser: the system's, without a window."""
    path = find_chromium()
    if not path:
        pytest.skip("Chromium is not on this machine.")
    # Chromium's sandbox does not work for root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def development(tmp_path_factory):
    """The site as `make run` starts it, in a folder of its own; gives its address."""
    with started("run", tmp_path_factory.mktemp("development")) as address:
        yield address


@pytest.fixture(scope="session")
def stack():
    """The site as `make production` starts it, with the demo community."""
    stack = Stack(new_folder())
    stack.start()
    stack.manage("load_demo", "--verbosity=0", f"--password={PASSWORD}")
    yield stack
    stack.stop(signal.SIGTERM)
    shutil.rmtree(stack.var)


@pytest.fixture(scope="session")
def production(stack):
    return f"http://127.0.0.1:{stack.port}"


@pytest.fixture(params=["development", "production"])
def site(request):
    """Each of the two sites in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def letters(request, site):
    """Give the function that opens the link in the letter to a new member.

    In development the page /mail/ shows the letters. In production they go to a mail
    server, which the test does not have: it asks the site for the link in it.
    """
    if site == request.getfixturevalue("development"):
        return open_letter
    stack = request.getfixturevalue("stack")
    return lambda person, name: person.open(
        stack.manage("shell", "-v0", "-c", LINK % name).strip()
    )


@contextmanager
def started(target, folder):
    """Run a target of the Makefile until it answers; afterwards end all of it."""
    port = choose()
    address = f"http://127.0.0.1:{port}"
    environ = clean(os.environ) | {"VAR_DIR": str(folder), "CI": "true"}
    arguments = f"VENV={sys.prefix}", f"PYTHON={sys.executable}", f"PORT={port}"
    log = folder / "make.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", target, *arguments],
            cwd=ROOT,
            env=environ,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, f"{address}/readyz", log)
        yield address
    finally:
        # make itself ends at once; its child ends what it has started.
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def wait_until_ready(process, address, log, seconds=180):
    deadline = time.monotonic() + seconds
    while not answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"The site did not start:\n{log.read_text()}")
        time.sleep(0.1)


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def artifacts(request):
    """A folder for the screenshots of one test; it stays after the run."""
    name = "".join(c if c.isalnum() else "-" for c in request.node.name).strip("-")
    folder = ARTIFACTS / request.node.path.stem / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    return Path(folder)
