"""The environment of every test run: nobody's own machine, nobody's own data.

To import it is enough. pyproject.toml names this module as pytest's first plugin (`-p`), because
pytest-django loads the settings before it looks at any conftest.py. Of the
developer's variables only DATABASE_URL is kept: it says which database is
tested (tests/postgres.py sets it); without it SQLite is.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def documented():
    """Give the names of the site's variables, as deploy/env.example lists them."""
    example = ROOT / "deploy" / "env.example"
    lines = example.read_text().splitlines() if example.exists() else []
    names = [line.lstrip("# ").partition("=")[0] for line in lines if "=" in line]
    return {name for name in names if name.isidentifier() and name.isupper()}


def clean(environ):
    """Give this environment without the variables that are the site's."""
    return {name: environ[name] for name in environ.keys() - documented()}


def prepare():
    """Set what the settings read; files go to a folder that ends with the run."""
    folder = Path(tempfile.mkdtemp(prefix="myweb-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "static").mkdir()
    for name in documented() - {"DATABASE_URL"}:
        os.environ.pop(name, None)
    os.environ |= {
        "SECRET_KEY": "for-tests-only-" + "0123456789" * 5,
        "SITE_URL": "http://testserver",
        "INSECURE_COOKIES": "1",
        "VAR_DIR": str(folder),
    }


prepare()
