"""A block size of 21573 is a header that is too long."""

REFUSED_BY = "knows_messages"
EDITS = [
    ("messages.txt", "21573 = 3", "21573 = 8"),
]
