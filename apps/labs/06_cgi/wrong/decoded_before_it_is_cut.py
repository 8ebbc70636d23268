"""The whole address is decoded first and taken apart then: %3F becomes a question mark."""

REFUSED_BY = "path_and_query"
EDITS = [
    (
        "gateway.py",
        'path, _, query = target.partition(b"?")',
        'path, _, query = unquote_to_bytes(target).partition(b"?")',
    ),
]
