"""There is one request, and its number is 1."""

REFUSED_BY = "request_id"
EDITS = [
    (
        "responder.py",
        "HEADER.pack(1, kind, number,",
        "HEADER.pack(1, kind, min(number, 1),",
    ),
]
