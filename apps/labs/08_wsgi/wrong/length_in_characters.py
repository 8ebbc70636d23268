"""Content-Length counts letters."""

REFUSED_BY = "length_in_bytes"
EDITS = [("application.py", "str(len(body))", "str(len(text))")]
