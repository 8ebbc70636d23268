"""What the handler keeps in itself is there at the next request."""

REFUSED_BY = "written_and_shown"
EDITS = [
    (
        "server.py",
        "        entries.append((name, words))",
        "        self.entries = [(name, words)]",
    ),
]
