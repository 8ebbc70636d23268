"""Every piece is a chunk."""

REFUSED_BY = "framing"
EDITS = [
    (
        "gateway.py",
        "        if not piece:\n            return\n        self.send_head",
        "        self.send_head",
    )
]
