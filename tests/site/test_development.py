"""The script behind `make run`: each trouble is one plain sentence."""

import ast
import subprocess

import pytest

from deploy import development
from deploy.development import Trouble


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with nothing on it yet."""
    monkeypatch.setattr(development, "VAR", tmp_path / "var")
    monkeypatch.setattr(development, "VENV", tmp_path / "venv")
    monkeypatch.setattr(development, "PYTHON", tmp_path / "venv" / "bin" / "python")
    return tmp_path


def finished(code, text):
    return lambda *command: subprocess.CompletedProcess(command, code, text)


def test_every_python_since_3_6_can_read_the_script():
    # ast.parse(feature_version=…) is lenient; what it refuses is refused for sure.
    source = (development.BASE / "deploy" / "development.py").read_text()
    tree = ast.parse(source, feature_version=(3, 6))
    too_new = ast.NamedExpr, ast.Match, ast.TryStar
    assert not [node for node in ast.walk(tree) if isinstance(node, too_new)]


def test_old_python_is_said(monkeypatch):
    monkeypatch.setattr(development.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(development.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match=r"needs Python 3.11 or newer; .* is Python 3.9"):
        development.use_new_python()


def test_newer_python_beside_an_old_one_is_used(monkeypatch):
    monkeypatch.setattr(development.sys, "version_info", (3, 9, 2))
    has = {"python3.12": "/opt/python3.12", "python3.10": "/opt/python3.10"}
    monkeypatch.setattr(development.shutil, "which", has.get)
    monkeypatch.setattr(development, "works", lambda *command: True)
    became = []
    monkeypatch.setattr(development.os, "execv", lambda *call: became.append(call))
    with pytest.raises(Trouble):  # execv does not come back in life
        development.use_new_python()
    assert became[0][0] == "/opt/python3.12"


@pytest.mark.parametrize("module", ["ensurepip", "venv"])
def test_missing_venv_module_is_said(machine, monkeypatch, module):
    monkeypatch.setattr(
        development,
        "works",
        lambda *command: not command[-1].startswith(("import pip", f"import {module}")),
    )
    with pytest.raises(Trouble, match="apt install python3-venv"):
        development.make_environment()


def test_folder_with_other_things_is_not_emptied(machine):
    (machine / "venv").mkdir()
    (machine / "venv" / "thesis.txt").write_text("the only copy")
    with pytest.raises(Trouble, match="something else in it"):
        development.make_environment()
    assert (machine / "venv" / "thesis.txt").exists()


@pytest.mark.parametrize(
    "said",
    [
        "WARNING: Retrying … NewConnectionError('… Name or service not known')",
        "ERROR: No matching distribution found for Django==5.2.19",
    ],
)
def test_missing_network_is_said(machine, monkeypatch, said):
    monkeypatch.setattr(development, "captured", finished(1, said))
    with pytest.raises(Trouble, match="no network"):
        development.install_packages()


def test_packages_are_installed_again_only_when_the_list_has_changed(
    machine, monkeypatch
):
    commands = []
    monkeypatch.setattr(
        development,
        "captured",
        lambda *command: commands.append(command) or finished(0, "")(),
    )
    (machine / "venv").mkdir()
    development.install_packages()
    development.install_packages()
    assert len(commands) == 1
    (machine / "venv" / ".requirements-site.sha256").write_text("an older list")
    development.install_packages()
    assert len(commands) == 2


def test_each_list_of_packages_is_remembered_by_itself(machine, monkeypatch):
    asked = []
    monkeypatch.setattr(
        development,
        "captured",
        lambda *command: asked.append(command[-1].name) or finished(0, "")(),
    )
    (machine / "venv").mkdir()
    for _ in range(2):
        development.install_packages()
        development.install_packages("requirements-labs.txt")
    assert asked == ["requirements-site.txt", "requirements-labs.txt"]


def test_what_pip_says_is_shown(machine, monkeypatch):
    monkeypatch.setattr(development, "captured", finished(1, "ERROR: disk full"))
    with pytest.raises(Trouble, match="disk full"):
        development.install_packages()


def test_folder_of_another_user_is_said(machine, monkeypatch):
    monkeypatch.setattr(development.os, "access", lambda path, mode: False)
    with pytest.raises(Trouble, match="You may not write"):
        development.check_folders()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80 "])
def test_port_that_is_none_is_said(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Trouble, match="a port is a number"):
        development.chosen_port()


def test_variables_of_another_site_are_left_alone(machine, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://prod/forum")
    monkeypatch.setenv("SECRET_KEY", "of production")
    for name in "DEBUG", "SITE_URL", "VAR_DIR", "PYTHONUNBUFFERED":
        monkeypatch.setenv(name, "")
    monkeypatch.delenv("SITE_URL")
    monkeypatch.setenv("DJANGO_RUNSERVER_HIDE_WARNING", "")
    development.set_environment(8001)
    assert "DATABASE_URL" not in development.os.environ
    assert development.os.environ["SITE_URL"] == "http://127.0.0.1:8001"
    assert "DATABASE_URL is set" in capsys.readouterr().out
