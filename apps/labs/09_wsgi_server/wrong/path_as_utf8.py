"""A path is UTF-8, so PATH_INFO is that text."""

REFUSED_BY = "path"
EDITS = [
    (
        "gateway.py",
        'request.path.decode("latin-1")',
        'request.path.decode("utf-8", "replace")',
    )
]
