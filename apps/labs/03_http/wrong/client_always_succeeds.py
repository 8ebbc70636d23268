"""A page that says 404 is a page too."""

REFUSED_BY = "client_tells_status"
EDITS = [("fetch.py", "sys.exit(1 if status >= 400 else 0)", "sys.exit(0)")]
