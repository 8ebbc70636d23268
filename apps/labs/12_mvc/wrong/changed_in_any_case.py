"""After each attempt the model says that it has changed."""

REFUSED_BY = "refused_vote"
EDITS = [
    (
        "votes.py",
        "        if choice not in self._votes:\n            raise ValueError(",
        "        if choice not in self._votes:\n            self.changed()\n            raise ValueError(",
    ),
]
