"""The answer ends where it ends."""

REFUSED_BY = "answers"
EDITS = [
    (
        "responder.py",
        "            self.write(kind, number, content[start : start + MOST])\n        self.write(kind, number)\n",
        "            self.write(kind, number, content[start : start + MOST])\n",
    ),
]
