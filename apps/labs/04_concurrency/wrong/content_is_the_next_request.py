"""A request ends with its empty line."""

REFUSED_BY = "pipelined"
EDITS = [
    (
        "messages.py",
        "                request.content = yield from self._read_exactly(length)\n",
        "                request.content = bytes(self._bytes[:length])\n",
    ),
]
