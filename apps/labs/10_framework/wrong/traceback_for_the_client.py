"""The traceback is sent to whoever asked."""

REFUSED_BY = "exception"
EDITS = [
    (
        "framework.py",
        'plain(status, error if isinstance(error, HTTPError) else "")',
        'plain(status, "".join(traceback.format_exception(error)))',
    )
]
