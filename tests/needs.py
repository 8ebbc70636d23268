"""What the gate needs from the machine, and how it gets it. Standard library only."""

import os
import pwd
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from deploy import leave_root
from deploy.development import Trouble, captured, say, works
from deploy.programs import find

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UNDER_CI = os.environ.get("CI") == "true"


class Need(NamedTuple):
    """One thing that must be there: its name, how to tell, and Debian's packages."""

    name: str
    is_there: Callable[[], object]
    packages: tuple[str, ...]


def chromium():
    """Find the browser: the one that CHROMIUM names, or one on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(find, BROWSERS)), None)


def postgresql():
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or find("initdb")


def header(name):
    folders = "/usr/include", "/usr/local/include", "/opt/homebrew/include"
    return any(Path(folder, name).exists() for folder in folders)


def python_header():
    return Path(sysconfig.get_paths()["include"], "Python.h").exists()


def python_for_all():
    """Root's stack runs as another user, to whom root's own Python may be closed."""
    if os.geteuid():
        return True
    try:
        python = leave_root.reachable_python(pwd.getpwnam(leave_root.ACCOUNT))
    except Trouble:
        return False
    code = "import sysconfig; print(sysconfig.get_paths()['include'])"
    return Path(captured(python, "-c", code).stdout.strip(), "Python.h").exists()


def font(language):
    """Ask fontconfig for a font; where there is none (macOS), the system has its own."""
    if not find("fc-list"):
        return sys.platform == "darwin"
    listed = subprocess.run(["fc-list", language], capture_output=True, check=False)
    return bool(listed.stdout)


NGINX = Need("nginx", lambda: find("nginx"), ("nginx",))
POSTGRESQL = Need("PostgreSQL", postgresql, ("postgresql",))
COMPILER = Need("a C compiler (for uWSGI)", lambda: find("cc"), ("gcc", "libc6-dev"))
PYTHON_H = Need("Python's header files (for uWSGI)", python_header, ("python3-dev",))
PCRE = Need(
    "the header of PCRE (for uWSGI's routes)",
    lambda: header("pcre2.h"),
    ("libpcre2-dev",),
)
CHROMIUM = Need("Chromium", chromium, ("chromium",))
FONTS = Need(
    "fonts for Chinese, Arabic and emoji",
    lambda: all(map(font, (":lang=zh", ":lang=ar", ":lang=und-zsye"))),
    ("fontconfig", "fonts-noto-cjk", "fonts-dejavu-core", "fonts-noto-color-emoji"),
)
VENV_MODULES = Need(
    "Python's modules for virtual environments",
    lambda: works(sys.executable, "-c", "import ensurepip, venv"),
    ("python3-venv",),
)
BUILD = (VENV_MODULES, COMPILER, PYTHON_H, PCRE)
PYTHON_FOR_ALL = Need(
    "a Python of the system's, with its header files",
    python_for_all,
    ("python3-venv", "python3-dev"),
)
STACK = (NGINX, POSTGRESQL, COMPILER, PCRE, PYTHON_FOR_ALL)
# What the labs name in lab.toml, beside what the stack has already.
PERL = Need("Perl", lambda: find("perl"), ("perl-base",))
CGI_FCGI = Need(
    "cgi-fcgi, a FastCGI client", lambda: find("cgi-fcgi"), ("libfcgi-bin",)
)
OPENSSL = Need("openssl", lambda: find("openssl"), ("openssl",))
CURL = Need("curl", lambda: find("curl"), ("curl",))
LABS = (*STACK, PERL, CGI_FCGI, OPENSSL, CURL)
BROWSER = (CHROMIUM, FONTS)


def provide(needs):
    """Install what is missing, if this machine and its user allow; give what still is."""
    missing = _missing(needs)
    if missing and find("apt-get") and _may_install(missing):
        _install(sorted({package for need in missing for package in need.packages}))
        missing = _missing(needs)
    return missing


def _missing(needs):
    return [need for need in dict.fromkeys(needs) if not need.is_there()]


def _may_install(missing):
    if UNDER_CI or os.environ.get("YES") == "1":
        return True
    packages = " ".join(package for need in missing for package in need.packages)
    say(
        "Missing on this machine: " + ", ".join(need.name for need in missing) + ".",
        f"To be installed by apt: {packages}",
        "(Debian starts nginx and PostgreSQL once they are installed.)",
    )
    if not sys.stdin.isatty():
        say("Nobody is here to agree; YES=1 make test installs without asking.")
        return False
    return input("Install them? [y/N] ").strip().lower() in {"y", "yes"}


def _install(packages):
    """Install Debian packages, as root or by sudo; apt says itself what went wrong."""
    root = [] if os.geteuid() == 0 else ["sudo"]
    if root and not find("sudo"):
        say("You are not root and there is no sudo, so nothing is installed.")
        return
    quiet = [
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o=Dpkg::Use-Pty=0",
    ]
    say("Installing " + " ".join(packages) + " …")
    subprocess.run([*root, *quiet, "update"], check=False)
    # Package by package if together fails: Ubuntu, for one, has no `chromium`.
    install = [*root, *quiet, "install", "-y", "--no-install-recommends"]
    if subprocess.run([*install, *packages], check=False).returncode:
        for package in packages:
            subprocess.run([*install, package], check=False)
