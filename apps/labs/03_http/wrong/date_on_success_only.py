"""A refusal has no Date."""

REFUSED_BY = "date"
EDITS = [
    (
        "server.py",
        '    lines = [f"HTTP/1.1',
        '    if status >= 400:\n        del fields["Date"]\n    lines = [f"HTTP/1.1',
    )
]
