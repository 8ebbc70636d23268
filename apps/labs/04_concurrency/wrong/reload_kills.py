"""The old children are killed when the new are there."""

REFUSED_BY = "reload_loses_nothing"
EDITS = [
    (
        "processes.py",
        "            for child in children:\n                if child.edition != self.edition:\n                    child.let_go()\n",
        "            for pid, child in self.children.items():\n                if child.edition != self.edition:\n                    child.is_leaving = True\n                    os.kill(pid, signal.SIGKILL)\n",
    ),
]
