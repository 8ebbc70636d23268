"""The model hands out its own dictionary."""

REFUSED_BY = "stranger"
EDITS = [
    ("votes.py", "return dict(self._votes)", "return self._votes"),
]
