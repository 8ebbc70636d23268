"""Imports point one way: look ← accounts ← notifications ← forum ← moderation."""

import ast

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
