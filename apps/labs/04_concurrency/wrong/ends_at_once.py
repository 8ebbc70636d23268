"""On TERM all are killed."""

REFUSED_BY = "ends_with_grace"
EDITS = [
    (
        "processes.py",
        "        for child in self.children.values():\n            child.let_go()\n        while",
        "        for pid in self.children:\n            os.kill(pid, signal.SIGKILL)\n        while",
    ),
]
