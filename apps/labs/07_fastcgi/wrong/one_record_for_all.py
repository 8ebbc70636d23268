"""A record is as long as the answer."""

REFUSED_BY = "long_answer"
EDITS = [
    (
        "responder.py",
        "        for start in range(0, len(content), MOST):\n            self.write(kind, number, content[start : start + MOST])\n",
        "        self.write(kind, number, content)\n",
    ),
]
