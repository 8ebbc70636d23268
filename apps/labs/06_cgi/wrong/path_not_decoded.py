"""PATH_INFO is what the browser sent, with its percent signs."""

REFUSED_BY = "path_and_query"
EDITS = [
    (
        "gateway.py",
        '[unquote_to_bytes(s) for s in path[len(PREFIX) :].split(b"/")]',
        'path[len(PREFIX) :].split(b"/")',
    ),
]
