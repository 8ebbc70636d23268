"""The byte after the type is zero, and the next is the id."""

REFUSED_BY = "request_id"
EDITS = [
    (
        "responder.py",
        "HEADER.pack(1, kind, number,",
        "HEADER.pack(1, kind, number & 0xFF,",
    ),
]
