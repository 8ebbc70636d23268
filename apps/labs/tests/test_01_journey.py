"""Lab 01: what its check makes of a trace, and what it does without nginx."""

import importlib

import pytest

from apps.labs import programs

pytestmark = pytest.mark.database("sqlite")
traces = importlib.import_module("apps.labs.01_journey.check_traces")


def hop(name, start):
    return {"name": name, "start": start}


class TraceTests:
    def test_hops_are_ordered_by_when_they_began(self):
        found = [
            hop("browser", -516),
            hop("nginx", -516),
            hop("uwsgi", None),
            hop("wsgi", 0),
            hop("models", 900),
            hop("templates", 300),
        ]
        names = ["browser", "nginx", "uwsgi", "wsgi", "templates", "models"]
        assert traces.hops({"hops": found}) == names

    @pytest.mark.parametrize(
        ("name", "nginx", "who"),
        [
            ("User-Agent", None, "browser"),
            ("REMOTE_ADDR", None, "nginx"),
            ("X-Frame-Options", None, "middleware"),
            ("Content-Type", None, "view"),
            ("Date", None, "server"),
            ("Date", {"version": "1.26"}, "nginx"),
            ("X-Powered-By", None, None),
        ],
    )
    def test_writer_is_found(self, name, nginx, who):
        added = {"added": [{"name": "X-Frame-Options"}]}
        headers = [{"name": "X-Frame-Options"}, {"name": "Content-Type"}]
        trace = {
            "environ": [
                {"key": "HTTP_USER_AGENT", "put_by": "client"},
                {"key": "REMOTE_ADDR", "put_by": "nginx"},
            ],
            "middleware": [{"headers": added}],
            "response": {"headers": headers},
            "server": {"nginx": nginx},
        }
        assert traces.writer(name, trace, [("Date", "Sat, 21 Nov 2026")]) == who


class PartsTests:
    @pytest.mark.parametrize(
        ("missing", "parts"), [("", 2), ("nginx", 1), ("uwsgi", 1)]
    )
    def test_production_is_asked_only_where_it_can_be_made(
        self, missing, parts, monkeypatch
    ):
        check = importlib.import_module("apps.labs.01_journey.check")
        find = {"nginx": "/nginx", "uwsgi": "/uwsgi", missing: None}.get
        with monkeypatch.context() as patch:
            patch.setattr(programs, "find", find)
            importlib.reload(check)
        found = check.PARTS
        importlib.reload(check)
        assert len(found) == parts
