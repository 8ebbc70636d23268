"""Chunks are always understood."""

REFUSED_BY = "framing"
EDITS = [
    (
        "gateway.py",
        'self.may_chunk = request.version != "HTTP/1.0"',
        "self.may_chunk = True",
    )
]
