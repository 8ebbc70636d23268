"""The systemd units: nothing in them is misspelled, missing or different by accident."""

import re
import shutil
import subprocess
import sys

import pytest
from django.core.management import get_commands

from tests.addresses import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


def settings(unit, names):
    lines = unit.read_text().splitlines()
    return [line for line in lines if line.partition("=")[0] in names]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_it_starts_is_there(unit):
    (command,) = settings(unit, {"ExecStart"})
    for path in re.findall(r"/srv/myweb/([\w.]+)$", command):
        assert (ROOT / path).exists()
    for name in re.findall(r"manage\.py (\w+)", command):
        assert name in get_commands()


def test_all_are_shut_in_alike():
    begin = "# Everything else is read-only"
    blocks = {
        re.search(rf"{begin}.*?EPERM$", unit.read_text(), re.M | re.S)[0]
        for unit in SERVICES
    }
    assert len(blocks) == 1


def test_all_have_the_same_user_settings_and_folders():
    names = {"User", "Group", "EnvironmentFile", "WorkingDirectory", "StateDirectory"}
    assert len({tuple(settings(unit, names)) for unit in SERVICES}) == 1


# Not a skipped test where there is no systemd: no such test.
if program := shutil.which("systemd-analyze"):

    def test_systemd_understands_them(tmp_path):
        for unit in UNITS:
            text = re.sub(
                r"/srv/myweb/\.venv/bin/\w+", sys.executable, unit.read_text()
            )
            (tmp_path / unit.name).write_text(text)
        done = subprocess.run(
            [program, "verify", *tmp_path.iterdir()], capture_output=True, text=True
        )
        assert (done.returncode, done.stdout + done.stderr) == (0, "")
