"""deploy/env.example lists the variables that the site reads, and no other."""

import ast
import re

import pytest

from tests.addresses import ROOT
from tests.environment import documented

READERS = {"switch", "get", "pop", "setdefault", "getenv"}


def read_by_python(path):
    """Find NAME in os.environ.get("NAME"), os.environ["NAME"] and switch("NAME")."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="dj_database_url"), attr="config")
            ):
                names.add("DATABASE_URL")
            case ast.Call(
                func=ast.Name(id=reader) | ast.Attribute(attr=reader),
                args=[ast.Constant(value=str(name)), *_],
            ) if reader in READERS:
                names.add(name)
            case ast.Subscript(
                value=ast.Attribute(attr="environ"),
                slice=ast.Constant(value=str(name)),
                ctx=ast.Load(),
            ):
                names.add(name)
            case ast.Compare(
                left=ast.Constant(value=str(name)),
                comparators=[ast.Attribute(attr="environ")],
            ):
                names.add(name)
    return {name for name in names if re.fullmatch("[A-Z][A-Z_]+", name)}


def read_by_uwsgi():
    ini = (ROOT / "myweb_uwsgi.ini").read_text()
    script = (ROOT / "deploy" / "uwsgi" / "ready.sh").read_text()
    return set(re.findall(r"^if-(?:not-)?env = (\w+)", ini, re.M)) | set(
        re.findall(r"\$\{?([A-Z_]+)", script)
    )


def test_each_variable_of_the_site_is_explained():
    read = read_by_python(ROOT / "myweb" / "settings.py") | read_by_uwsgi()
    assert read - documented() == set(), "Explain them in deploy/env.example."


def test_no_explained_variable_is_unused():
    read = read_by_python(ROOT / "myweb" / "settings.py") | read_by_uwsgi()
    assert documented() - read == set(), "Nothing reads them any more."


@pytest.mark.parametrize(
    "path", sorted((ROOT / "deploy").glob("*.py")), ids=lambda path: path.name
)
def test_scripts_read_only_what_is_explained(path):
    makefile = (ROOT / "Makefile").read_text()
    settings_of_make = set(re.search(r"^export (.*)$", makefile, re.M)[1].split())
    known = documented() | settings_of_make | {"PATH", "HOME"}
    assert read_by_python(path) - known == set()


def test_each_variable_has_its_reason_above_it():
    above = ""
    for line in (ROOT / "deploy" / "env.example").read_text().splitlines():
        name = line.lstrip("# ").partition("=")[0]
        if name.isupper() and name.isidentifier() and "=" in line:
            assert above, f"{name} has no explanation above it"
        else:
            above = line.strip("# -")
