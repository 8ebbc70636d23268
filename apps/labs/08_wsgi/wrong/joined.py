"""The pieces are put together, and then sent."""

REFUSED_BY = "piece_by_piece"
EDITS = [
    (
        "middleware.py",
        "        for piece in self.content:  # noqa: UP028 because of that\n            yield piece\n",
        '        yield b"".join(self.content)\n',
    )
]
