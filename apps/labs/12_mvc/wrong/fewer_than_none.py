"""A vote that nobody gave can be taken back."""

REFUSED_BY = "refused_vote"
EDITS = [
    (
        "votes.py",
        '        if not self._votes.get(choice, 1):\n            raise ValueError(f"{choice} has no vote")\n',
        "",
    ),
]
