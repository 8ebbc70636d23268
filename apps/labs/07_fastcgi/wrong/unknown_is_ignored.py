"""What I do not know does not concern me."""

REFUSED_BY = "unknown_type"
EDITS = [
    (
        "responder.py",
        '            self.write(UNKNOWN_TYPE, 0, struct.pack(">B7x", kind))\n',
        "",
    ),
]
