"""One may go through a list while its members leave it."""

REFUSED_BY = "stranger"
EDITS = [
    ("votes.py", "in list(self._views)", "in self._views"),
]
