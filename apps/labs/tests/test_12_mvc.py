"""The grid of lab 12: run once, whole, as a learner would, and shown by the site."""

import json
import os
import subprocess
import sys

import django
import pytest
from django.urls import reverse

from apps.labs import doctor, ladder, programs

LAB = ladder.find("12")
GRID = LAB.folder / "grid.py"
SERVERS = "lab09 wsgiref waitress cheroot gunicorn uwsgi tornado werkzeug"
FRAMEWORKS = "flask bottle falcon pyramid cherrypy webpy django mini"
NAMES = {"servers": SERVERS.split(), "frameworks": FRAMEWORKS.split()}
LACKING = ", ".join(
    [thing.name for thing in doctor.missing(LAB)]
    + [name for name in ["uwsgi"] if not programs.find(name)]
)
IS_LACKING = pytest.mark.skipif(bool(LACKING), reason=f"needs {LACKING}")


def run(var, *words, **around):
    return subprocess.run(
        [sys.executable, GRID, *words],
        env=os.environ | {"VAR_DIR": str(var)} | around,
        capture_output=True,
        text=True,
    )


@pytest.mark.database("sqlite")
@IS_LACKING
class GridTests:
    def test_every_framework_runs_under_every_server(
        self, tmp_path, db, client, settings
    ):
        """One run of all, since it takes a while: what it says, keeps, and is shown."""
        done = run(tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "64 of 64 work." in done.stdout
        grid = json.loads((tmp_path / "labs" / "grid.json").read_text())
        for kind, names in NAMES.items():
            assert [thing["name"] for thing in grid[kind]] == names
        pairs = {(cell["server"], cell["framework"]) for cell in grid["cells"]}
        assert pairs == {(s, f) for s in NAMES["servers"] for f in NAMES["frameworks"]}
        told = {thing["title"]: thing["version"] for thing in grid["frameworks"]}
        assert told["Django"] == django.__version__
        assert grid["python"].endswith(".".join(map(str, sys.version_info[:3])))
        settings.VAR_DIR = tmp_path
        page = client.get(reverse("labs:grid")).content.decode()
        assert "64 of 64 work." in page and "Why not" not in page
        assert page.count('<td class="grid__works">works</td>') == 64

    def test_what_cannot_be_imported_is_shown_with_the_reason(self, tmp_path):
        """Such as a framework that needs what this Python has no longer."""
        (tmp_path / "bottle.py").write_text("import cgi_of_python_2")
        done = run(tmp_path, "wsgiref", "bottle", "mini", PYTHONPATH=str(tmp_path))
        assert "absent: ModuleNotFoundError: No module named 'cgi_of_" in done.stdout
        assert "1 of 2 work, 1 cannot run here." in done.stdout
        assert not (tmp_path / "labs").exists()

    def test_wrong_answer_of_a_framework_fails(self, tmp_path):
        """What is asked is no matter of form: 200 with other words is not enough."""
        (tmp_path / "bottle.py").write_text(
            "class Bottle:\n"
            "    def get(self, path): return lambda function: function\n"
            "    post = get\n"
            "    def __call__(self, environ, start_response):\n"
            "        start_response('200 OK', [('Content-Length', '5')])\n"
            "        return [b'Hello']\n"
            "request = response = None\n"
        )
        done = run(tmp_path, "waitress", "bottle", PYTHONPATH=str(tmp_path))
        assert done.returncode == 1
        assert "fails: GET /hello/Zo%C3%AB: 'Hello' and not" in done.stdout

    def test_names_that_are_none_are_told(self, tmp_path):
        done = run(tmp_path, "flusk")
        assert done.returncode == 1
        assert "Not in the grid: flusk." in done.stderr and "pyramid" in done.stderr


def cell(server, framework, state="works", reason=""):
    return {
        "server": server,
        "framework": framework,
        "state": state,
        "reason": reason,
    }


def told(*cells):
    return {
        "measured_at": "2026-11-21T12:00:00+00:00",
        "python": "CPython 3.14.1",
        "system": "Linux",
        "seconds": 12.5,
        "servers": [
            {"name": "wsgiref", "title": "wsgiref", "version": "3.14.1"},
            {"name": "uwsgi", "title": "uWSGI", "version": ""},
        ],
        "frameworks": [{"name": "webpy", "title": "web.py", "version": "0.62"}],
        "cells": list(cells),
    }


class GridPageTests:
    @pytest.fixture(autouse=True)
    def var(self, settings, tmp_path, db):
        settings.VAR_DIR = tmp_path
        (tmp_path / "labs").mkdir()
        self.file = tmp_path / "labs" / "grid.json"

    def page(self, client):
        return client.get(reverse("labs:grid")).content.decode()

    def test_without_a_run_it_says_how(self, client):
        assert "manage.py lab run 12" in self.page(client)
        assert "<table" not in self.page(client)

    def test_what_does_not_work_has_its_reason(self, client):
        why = "ModuleNotFoundError: No module named 'cgi' <here>"
        cells = [
            cell("wsgiref", "webpy", "absent", why),
            cell("uwsgi", "webpy", "fails", "TimeoutError: timed out"),
        ]
        self.file.write_text(json.dumps(told(*cells)))
        page = self.page(client)
        assert "0 of 2 work." in page and "CPython 3.14.1" in page
        assert 'cannot run <a href="#note-1">(why: 1)</a>' in page
        assert 'fails <a href="#note-2">(why: 2)</a>' in page
        assert "No module named &#x27;cgi&#x27; &lt;here&gt;" in page

    def test_same_reason_is_told_once(self, client):
        why = "not installed"
        cells = [
            cell(server, "webpy", "absent", why) for server in ("wsgiref", "uwsgi")
        ]
        self.file.write_text(json.dumps(told(*cells)))
        page = self.page(client)
        assert page.count('href="#note-1"') == 2 and page.count(why) == 1

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": []}', "{}"])
    def test_what_cannot_be_read_is_no_run(self, client, text):
        self.file.write_text(text)
        assert "has not been measured" in self.page(client)


def test_given_files_are_given_whole():
    own = {"votes.py", "by_flask.py", "by_mini.py", "by_django.py", "roles.txt"}
    given = LAB.starter.keys() - own
    assert given >= {"framework.py", "guestbook.py", "templates/page.html"}
    assert {name: LAB.starter[name] for name in given} == {
        name: LAB.reference[name] for name in given
    }
    framework = ladder.find("11").reference["framework.py"]
    assert LAB.reference["framework.py"] == framework
