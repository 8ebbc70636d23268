"""A target is taken to begin with a slash."""

REFUSED_BY = "absolute_form"
EDITS = [("server.py", 'target[:7].lower() == b"http://"', 'target == b"never"')]
