"""A script ends sometime."""

REFUSED_BY = "hangs"
EDITS = [
    ("gateway.py", "        self.timer.start()\n", ""),
    ("gateway.py", "        self.timer.cancel()\n", ""),
]
