"""A long length is simply four bytes."""

REFUSED_BY = "names_and_values"
EDITS = [
    ("responder.py", " & 0x7FFFFFFF, at + 4", ", at + 4"),
]
