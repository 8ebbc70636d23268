"""When no mail server is there, the worker ends with a traceback."""

REFUSED_BY = "kept_while_down"
EDITS = [
    (
        "worker.py",
        "except (OSError, ValueError) as error:",
        "except ValueError as error:",
    )
]
