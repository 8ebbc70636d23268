"""Where the programs of the production stack are, and what to install if not.

Standard library only, as all that runs before the packages are there.
"""

import os
import re
import shutil
from pathlib import Path

from .development import Trouble, captured

# Debian keeps nginx where only root's PATH looks; Homebrew has its own places.
PLACES = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"]
POSTGRESQL = [
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora and its kin
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
]
OLDEST_POSTGRESQL = 15


def find(name):
    """Give the path of a program, on the PATH or where systems hide it."""
    return shutil.which(name, path=os.pathsep.join([os.environ["PATH"], *PLACES]))


def postgresql(data):
    """Give the folder of PostgreSQL's programs: of the version that made the data."""
    found = _postgresql_versions()
    version_file = data / "PG_VERSION"
    if not version_file.exists():
        return found[max(found)]
    version = int(version_file.read_text())
    if version not in found:
        raise Trouble(
            f"The data in {data} belong to PostgreSQL {version}, which is not here\n"
            f"any more. Install it again (apt install postgresql-{version}), or give up\n"
            f"that data: remove the folder, and a new one is made."
        )
    return found[version]


def check(needs_compiler):
    """Say in one sentence what is missing, with the command that installs it."""
    missing = [
        need
        for need, is_there in {
            "nginx": find("nginx"),
            "postgresql": max(_postgresql_versions(), default=0) >= OLDEST_POSTGRESQL,
            "gcc": find("cc") or not needs_compiler,
            "python3-dev": _has_python_header() or not needs_compiler,
        }.items()
        if not is_there
    ]
    if missing:
        raise Trouble(
            f"Not on this machine: {', '.join(WORDS[need] for need in missing)}.\n"
            f"Debian, Ubuntu:  sudo apt install {' '.join(missing)}\n"
            f"macOS:           {_brew(missing)}"
        )


WORDS = {
    "nginx": "nginx, the web server",
    "postgresql": f"PostgreSQL {OLDEST_POSTGRESQL} or newer, the database",
    "gcc": "a C compiler, which uWSGI needs once",
    "python3-dev": "Python's header files, which uWSGI needs once",
}


def _brew(missing):
    brew = {"nginx": "nginx", "postgresql": "postgresql@17", "python3-dev": "python"}
    commands = ["xcode-select --install"] if "gcc" in missing else []
    formulas = [brew[need] for need in missing if need in brew]
    if formulas:
        commands.append(f"brew install {' '.join(formulas)}")
    return " && ".join(commands)


def _postgresql_versions():
    """Find each version of PostgreSQL's programs, as {15: folder}."""
    folders = [f for pattern in POSTGRESQL for f in Path("/").glob(pattern[1:])]
    if find("initdb"):
        folders.insert(0, Path(find("initdb")).resolve().parent)
    versions = {}
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            said = captured(folder / "postgres", "--version").stdout
            number = re.search(r"\) (\d+)", said)
            if number:
                versions.setdefault(int(number[1]), folder)
    return versions


def _has_python_header():
    import sysconfig  # slow to import, and rarely needed

    return Path(sysconfig.get_paths()["include"], "Python.h").exists()
