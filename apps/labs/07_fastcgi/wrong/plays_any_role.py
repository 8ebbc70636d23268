"""Every request wants a page."""

REFUSED_BY = "other_role"
EDITS = [
    ("responder.py", "        if role != RESPONDER:\n", "        if role == 0:\n"),
]
