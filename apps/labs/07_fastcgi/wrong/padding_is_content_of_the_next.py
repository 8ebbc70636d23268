"""Nobody pads."""

REFUSED_BY = "padding"
EDITS = [
    ("responder.py", "skipped = self.stream.read(padding)", "skipped = bytes(padding)"),
]
