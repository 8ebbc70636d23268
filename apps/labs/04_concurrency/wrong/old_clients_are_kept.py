"""HTTP/1.0 is the same with another number."""

REFUSED_BY = "closes_when_told"
EDITS = [
    (
        "messages.py",
        'b"close" in options or minor == b"0"',
        'b"close" in options',
    ),
]
