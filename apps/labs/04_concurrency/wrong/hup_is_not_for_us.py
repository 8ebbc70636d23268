"""HUP is handled, and does nothing."""

REFUSED_BY = "reload_brings_the_new"
EDITS = [
    (
        "processes.py",
        "                self.edition += 1\n",
        "                pass\n",
    ),
]
