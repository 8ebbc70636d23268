"""Imports point one way: look ← accounts ← notifications ← forum ← moderation."""

import ast
import re

import pytest

from tests.addresses import ROOT

ALLOWED = {
    "look": set(),
    "accounts": {"look"},
    "notifications": {"look", "accounts"},
    "forum": {"look", "accounts", "notifications"},
    "moderation": {"look", "accounts", "notifications", "forum"},
    "labs": {"look", "accounts"},
    "course": {"look", "accounts", "labs", "forum"},
    "xray": set(),
}
# A large app has packages, and imports among them point one way, too: each of these, in
# this order, may ask those before it. What lies beside them is the wiring.
PACKAGES = {"course": ["models", "lessons", "classes", "practice", "reading"]}
APPS = sorted(path.parent.name for path in ROOT.glob("apps/*/apps.py"))
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "misc", "tools"}


def imported(path):
    """Give the dotted names that a file imports, relative ones made absolute."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: -node.level]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def apps_of(names):
    """Keep, of dotted names, which of our apps they lie in."""
    return {name.split(".")[1] for name in names if name.startswith("apps.")}


@pytest.mark.parametrize(
    ("app", "package"), [(app, p) for app in PACKAGES for p in PACKAGES[app]]
)
def test_packages_of_an_app_point_one_way(app, package):
    order = PACKAGES[app]
    later = tuple(f"apps.{app}.{p}." for p in order[order.index(package) + 1 :])
    for path in (ROOT / "apps" / app / package).rglob("*.py"):
        names = [name for name in imported(path) if f"{name}.".startswith(later)]
        assert not names, f"{path.relative_to(ROOT)} imports {names}"


def test_files_of_lessons_know_no_row():
    """So a lesson can be read, and tested, without a member, a class or a database."""
    for path in (ROOT / "apps" / "course" / "lessons").rglob("*.py"):
        names = [n for n in imported(path) if re.search(r"\.models\b", n)]
        assert not names, f"{path.relative_to(ROOT)} imports {names}"


@pytest.mark.parametrize("app", APPS)
class AppTests:
    def test_imports_only_the_apps_below_it(self, app):
        for path in (ROOT / "apps" / app).rglob("*.py"):
            above = apps_of(imported(path)) - ALLOWED[app] - {app}
            assert not above, f"{path.relative_to(ROOT)} imports {sorted(above)}"

    def test_no_module_is_named_for_nothing(self, app):
        stems = {path.stem for path in (ROOT / "apps" / app).rglob("*.py")}
        folders = {path.parent.name for path in (ROOT / "apps" / app).rglob("*.py")}
        assert (stems | folders) & VAGUE == set()


def test_site_is_the_only_wiring():
    """The apps know nothing of the project's package; settings come by Django."""
    for path in ROOT.glob("apps/**/*.py"):
        names = [name for name in imported(path) if name.startswith("myweb")]
        assert not names, f"{path.relative_to(ROOT)} imports {names}"
