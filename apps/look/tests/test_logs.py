import json
import logging
import sys
from types import SimpleNamespace

from apps.look import logs, middleware


def line(message="Hello", level=logging.INFO, exc_info=None):
    record = logging.LogRecord("look", level, __file__, 1, message, (), exc_info)
    return logs.JSONFormatter().format(record)


def test_line_is_one_json_object():
    text = line("two\nlines, 林")
    assert "\n" not in text
    found = json.loads(text)
    assert (found["level"], found["logger"]) == ("INFO", "look")
    assert found["message"] == "two\nlines, 林"
    assert found["time"].endswith("+00:00")
    assert "request_id" not in found


def test_line_carries_the_request_and_the_task():
    tokens = logs.request_id.set("r" * 32), logs.task_id.set("t-1")
    found = json.loads(line())
    logs.request_id.reset(tokens[0])
    logs.task_id.reset(tokens[1])
    assert (found["request_id"], found["task_id"]) == ("r" * 32, "t-1")


def test_line_about_a_request_that_is_over_carries_its_id():
    record = logging.LogRecord("django.request", 30, "", 1, "Not Found: /x", (), None)
    record.request = SimpleNamespace(id="a" * 32)
    assert json.loads(logs.JSONFormatter().format(record))["request_id"] == "a" * 32


def test_error_in_a_view_is_logged_with_its_id_and_traceback(client, monkeypatch):
    def broken(request):
        raise RuntimeError("a broken view")

    monkeypatch.setitem(middleware.PROBES, "/healthz", broken)
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(json.loads(handler.format(record)))
    handler.setFormatter(logs.JSONFormatter())
    logging.getLogger("django.request").addHandler(handler)
    client.raise_request_exception = False
    try:
        response = client.get("/healthz")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert response.status_code == 500
    (line,) = lines
    assert line["request_id"] == response["X-Request-ID"]
    assert "RuntimeError: a broken view" in line["traceback"]


def test_error_carries_its_traceback():
    try:
        raise ValueError("no")
    except ValueError:
        found = json.loads(line(exc_info=sys.exc_info()))
    assert "ValueError: no" in found["traceback"]


def test_half_a_surrogate_pair_is_written_as_an_escape():
    text = line("lone \ud800").encode().decode()
    assert json.loads(text)["message"] == "lone \ud800"
