"""A list in the body of the class belongs to each poll."""

REFUSED_BY = "stranger"
EDITS = [
    ("votes.py", "        self._views = []\n", ""),
    ("votes.py", "    def votes(self):\n", "    _views = []\n\n    def votes(self):\n"),
]
