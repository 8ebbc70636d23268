"""405 without saying what is allowed."""

REFUSED_BY = "other_methods"
EDITS = [("server.py", 'raise Refused(405, Allow="GET, HEAD")', "raise Refused(405)")]
