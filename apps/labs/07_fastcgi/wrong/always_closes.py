"""A request, an answer, and goodbye."""

REFUSED_BY = "keeps_connection"
EDITS = [
    ("responder.py", "keep=bool(flags & KEEP_CONN)", "keep=False"),
]
