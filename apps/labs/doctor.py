"""What a lab needs on this machine, and how to get what is missing."""

from __future__ import annotations

import importlib.util
import re
import sys
from dataclasses import dataclass

from .ladder import ROOT, Lab
from .programs import find
from .terminal import interpreter

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Missing:
    """Something that is not on this machine: {system: the command that brings it}."""

    name: str
    is_for: str
    install: dict[str, str]


@dataclass(frozen=True)
class Tool:
    """A program that is not Python's: what for, and who calls its package how."""

    is_for: str
    apt: str
    brew: str


TOOLS = {
    "nginx": Tool("the web server", "nginx", "nginx"),
    "openssl": Tool("keys and certificates", "openssl", "openssl@3"),
    "curl": Tool("a client for the terminal", "curl", "curl"),
    "cgi-fcgi": Tool("a FastCGI client", "libfcgi-bin", "fcgi"),
    "sh": Tool("the shell", "dash", "bash"),
    "perl": Tool("the language of the first CGI scripts", "perl", "perl"),
    "git": Tool("copies of this project", "git", "git"),
    "postgres": Tool("the database PostgreSQL", "postgresql", "postgresql@17"),
    "cc": Tool("a C compiler, to build uWSGI", "gcc libc6-dev python3-dev", "gcc"),
}
# Programs that come as Python packages, by the command that installs them.
OF_PYTHON = {
    "gunicorn": "make labs",
    "supervisord": "make labs",
}


def missing(lab: Lab) -> list[Missing]:
    """Name what this lab needs and this machine lacks."""
    packages = [
        Missing(name, "a Python package", {"Everywhere": "make labs"})
        for name in lab.needs["packages"]
        if importlib.util.find_spec(name) is None
    ]
    return packages + [
        tool(name) for name in lab.needs["programs"] if find(name) is None
    ]


def left_out(lab: Lab) -> list[Missing]:
    """Name what this machine lacks and the lab can do without: a part of it is then left
    out, and `lab.wants["without"]` says which."""
    return [tool(name) for name in lab.wants["programs"] if find(name) is None]


def tool(name: str) -> Missing:
    if name == "uwsgi":
        return Missing(name, "a server in C, which is compiled here", how_to_compile())
    if name in OF_PYTHON:
        how = {"Everywhere": OF_PYTHON[name]}
        return Missing(name, "a program that comes as a Python package", how)
    about = TOOLS[name]
    return Missing(
        name,
        about.is_for,
        {
            "Debian, Ubuntu": f"sudo apt install {about.apt}",
            "macOS": f"brew install {about.brew}",
        },
    )


def how_to_compile() -> dict[str, str]:
    """Say how uWSGI is got, for this very Python; `make production` does it too."""
    (pinned,) = re.findall("(?m)^uwsgi==.*", (ROOT / "requirements.txt").read_text())
    options = "--no-cache-dir --no-binary uwsgi"
    return {
        "Debian, Ubuntu, first": "sudo apt install gcc libc6-dev python3-dev libpcre2-dev",
        "macOS, first": "xcode-select --install",
        "Then": f"{interpreter()} -m pip install {options} {pinned}",
    }


def of_python() -> list[Missing]:
    """Say whether Python itself is new enough."""
    if sys.version_info >= OLDEST_PYTHON:
        return []
    how = {"Debian, Ubuntu": "sudo apt install python3", "macOS": "brew install python"}
    return [Missing("Python 3.11 or newer", "all of it", how)]


def as_text(lacking: Missing) -> list[str]:
    """Give the lines that a person reads."""
    lines = [f"missing: {lacking.name}, {lacking.is_for}"]
    return lines + [f"    {where}: {how}" for where, how in lacking.install.items()]
