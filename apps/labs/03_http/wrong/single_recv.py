"""One recv is taken for the whole request."""

REFUSED_BY = "in_pieces"
EDITS = [
    (
        "server.py",
        '    while b"\\r\\n\\r\\n" not in data:\n',
        "    for _ in range(1):\n",
    )
]
