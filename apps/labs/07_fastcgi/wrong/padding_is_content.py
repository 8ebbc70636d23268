"""The content ends where the record ends."""

REFUSED_BY = "padding"
EDITS = [
    (
        "responder.py",
        "content = self.stream.read(length)",
        "content = self.stream.read(length + padding)",
    ),
    ("responder.py", "skipped = self.stream.read(padding)", "skipped = bytes(padding)"),
]
