"""A line ends with LF, as in a file."""

REFUSED_BY = "page"
EDITS = [
    (
        "server.py",
        'f"{line}\\r\\n" for line in [*lines, ""]',
        'f"{line}\\n" for line in [*lines, ""]',
    )
]
