import json
import logging
import sys

from apps.look import logs


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


def test_error_carries_its_traceback():
    try:
        raise ValueError("no")
    except ValueError:
        found = json.loads(line(exc_info=sys.exc_info()))
    assert "ValueError: no" in found["traceback"]


def test_half_a_surrogate_pair_is_written_as_an_escape():
    text = line("lone \ud800").encode().decode()
    assert json.loads(text)["message"] == "lone \ud800"
