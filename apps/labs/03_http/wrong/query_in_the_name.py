"""What follows ? is taken for a part of the file's name."""

REFUSED_BY = "query"
EDITS = [
    (
        "server.py",
        '    path, _, query = target.partition(b"?")\n',
        '    path, query = target.replace(b"?", b"%3F"), b""\n',
    ),
]
