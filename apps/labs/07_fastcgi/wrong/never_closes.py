"""The web server closes when it has had enough."""

REFUSED_BY = "closes"
EDITS = [
    ("responder.py", "keep=bool(flags & KEEP_CONN)", "keep=True"),
]
