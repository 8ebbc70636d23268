"""PATH_INFO is text, as Python's str is."""

REFUSED_BY = "not_found"
EDITS = [("application.py", '.encode("latin-1").decode("utf-8", "replace")', "")]
