"""The content comes with the head, or right after it in one piece."""

REFUSED_BY = "content_by_length"
EDITS = [
    (
        "messages.py",
        "        while len(self._bytes) < size:\n",
        "        if len(self._bytes) < size:\n",
    ),
]
