"""The views are told first, and then the vote is counted."""

REFUSED_BY = "view_is_told"
EDITS = [
    (
        "votes.py",
        "        self._votes[choice] += number\n        self.changed()\n",
        "        self.changed()\n        self._votes[choice] += number\n",
    ),
]
