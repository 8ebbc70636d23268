"""The content comes by itself; 100 is for others."""

REFUSED_BY = "says_continue"
EDITS = [
    (
        "messages.py",
        "                yield CONTINUE\n",
        "                pass\n",
    ),
]
