"""The pieces are put together and sent."""

REFUSED_BY = "streams"
EDITS = [
    (
        "gateway.py",
        "        for piece in content:\n",
        '        for piece in [b"".join(content)]:\n',
    )
]
