"""65,536 bytes go into a record."""

REFUSED_BY = "long_answer"
EDITS = [
    ("responder.py", "MOST = 65_535", "MOST = 65_536"),
]
