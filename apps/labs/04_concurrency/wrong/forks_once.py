"""The children are forked at the start; they do not die."""

REFUSED_BY = "killed_child"
EDITS = [
    (
        "processes.py",
        "        if time.monotonic() >= self.not_before:\n",
        "        if not self.has_served:\n",
    ),
]
