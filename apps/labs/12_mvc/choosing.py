"""Tell how to choose a framework (choosing.md), and measure what can be measured here.

    python choosing.py                 with all of them
    python choosing.py flask bottle    with those that are named

The table: version, how many packages come with it, how many lines of Python these have
together, and how long a fresh process takes to import the two pages of sites/ that are
written on it. None of these numbers says which is the best; they say what you take into
your house.
"""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The package, and the site of the grid that is written on it.
FRAMEWORKS = {
    "Bottle": "bottle_site",
    "CherryPy": "cherrypy_site",
    "Django": "django_site",
    "Falcon": "falcon_site",
    "Flask": "flask_site",
    "Pyramid": "pyramid_site",
    "web.py": "webpy_site",
}
TIMES = 3
STOPWATCH = (
    "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"
)


def main():
    print((HERE / "choosing.md").read_text())
    print("Measured here, now:\n")
    print("framework  version   with it   lines of Python   import, ms")
    wanted = {word.lower() for word in sys.argv[1:]}
    for package, site in FRAMEWORKS.items():
        if wanted and package.lower() not in wanted:
            continue
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            print(f"{package:<10} not installed here: make labs")
            continue
        family = with_requirements(package)
        lines = sum(map(lines_of, family))
        more = len(family) - 1
        took = milliseconds(site)
        print(f"{package:<10} {version:<9} {more:>7}   {lines:>15,}   {took:>10}")
    size = sum(map(count_lines, HERE.glob("*framework.py"))) + count_lines(
        HERE / "routing.py"
    )
    print(f"{'ours':<10} {'lab 11':<9} {'':>7}   {size:>15,}")
    print(
        "\n(with it: packages that it requires, and theirs. lines: of it and of these, "
        "tests left out.\nOurs counts framework.py and routing.py, without the three "
        "libraries that they use.)"
    )


def with_requirements(package, found=None):
    """Give the names of a package and of all that it cannot do without."""
    found = {package} if found is None else found
    for words in importlib.metadata.requires(package) or []:
        name, condition = re.match(r"([\w.-]+)[^;]*;?(.*)", words).groups()
        # "; extra == …" is for those who ask for it, other conditions for other systems:
        # what is meant for this one has been installed.
        name = re.sub(r"[-_.]+", "-", name).lower()
        if "extra" not in condition and name not in found and is_installed(name):
            found.add(name)
            with_requirements(name, found)
    return found


def is_installed(name):
    try:
        return bool(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return False


def lines_of(package):
    files = importlib.metadata.files(package) or []
    files = [file for file in files if file.suffix == ".py"]
    files = [file for file in files if not is_test(file) and not is_outside(file)]
    return sum(count_lines(Path(file.locate())) for file in files)


def is_test(file):
    return any(re.match(r"tests?$|test_|conftest", part) for part in file.parts)


def is_outside(file):
    # Programs for the terminal lie beside Python's own, and may be copies.
    return ".." in file.parts


def count_lines(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


def milliseconds(site):
    """Give the shortest of a few: the rest is what else the machine was doing."""
    words = [sys.executable, "-c", STOPWATCH.format(site)]
    tries = [
        subprocess.run(words, cwd=HERE / "sites", capture_output=True, text=True)
        for _ in range(TIMES)
    ]
    if any(done.returncode for done in tries):
        return "cannot"
    return f"{min(float(done.stdout) for done in tries) * 1000:.0f}"


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
