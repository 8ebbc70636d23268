"""The size of a chunk is a decimal number."""

REFUSED_BY = "content_in_chunks"
EDITS = [
    (
        "messages.py",
        "int(match[1], 16)",
        "int(match[1])",
    ),
]
