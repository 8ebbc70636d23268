"""Lines on Unix end with LF."""

REFUSED_BY = "other_languages"
EDITS = [
    ("gateway.py", 'line = line.rstrip("\\r\\n")', 'line = line.rstrip("\\n")'),
]
