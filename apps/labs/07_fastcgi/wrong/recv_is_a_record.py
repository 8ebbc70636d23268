"""read(8) of a socket gives eight bytes."""

REFUSED_BY = "in_pieces"
EDITS = [
    (
        "responder.py",
        'connection.makefile("rb")',
        'connection.makefile("rb", buffering=0)',
    ),
]
