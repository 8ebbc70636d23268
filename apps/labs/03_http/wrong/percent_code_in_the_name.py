"""The path is a name of a file already."""

REFUSED_BY = "percent_code"
EDITS = [
    (
        "server.py",
        '[unquote_to_bytes(name) for name in path[1:].split(b"/")]',
        'path[1:].split(b"/")',
    )
]
