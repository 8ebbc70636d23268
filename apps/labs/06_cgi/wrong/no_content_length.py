"""The script reads to the end of its input anyway."""

REFUSED_BY = "body"
EDITS = [
    ("gateway.py", 'environ["CONTENT_LENGTH"] =', 'environ["HTTP_CONTENT_LENGTH"] ='),
]
