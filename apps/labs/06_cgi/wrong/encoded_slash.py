"""A path that was cut at its slashes has no slash in a segment."""

REFUSED_BY = "not_outside"
EDITS = [
    ("gateway.py", ' or b"/" in s or b"\\0" in s', ' or b"\\0" in s'),
]
