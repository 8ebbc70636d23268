"""Log lines for machines: one JSON object a line, with what it belongs to."""

import contextvars
import json
import logging
from datetime import UTC, datetime

# What is being done now: answering a request, or a task of the queue.
request_id = contextvars.ContextVar("request_id", default="")
task_id = contextvars.ContextVar("task_id", default="")


class JSONFormatter(logging.Formatter):
    """Write a record as one line of JSON.

    Always: time, level, logger, message. Where there is one: request_id, task_id,
    the traceback of an error.
    """

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        # Django writes "Not Found: …" after the middleware; that record has the request.
        request = getattr(record, "request", None)
        if current := request_id.get() or getattr(request, "id", ""):
            line["request_id"] = current
        if task_id.get():
            line["task_id"] = task_id.get()
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        text = json.dumps(line, ensure_ascii=False)
        # Half a surrogate pair, which a browser can send, is no UTF-8. The escape
        # that takes its place is JSON's own.
        return text.encode("utf-8", "backslashreplace").decode()
