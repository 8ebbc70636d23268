"""A length is a number of characters."""

REFUSED_BY = "counts_bytes"
EDITS = [
    (
        "packet.py",
        "LENGTH.pack(len(word)) + word",
        "LENGTH.pack(len(word.decode())) + word",
    )
]
