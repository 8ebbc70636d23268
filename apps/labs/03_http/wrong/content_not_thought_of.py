"""GET has no content, so its length is of no interest."""

REFUSED_BY = "framing"
EDITS = [("server.py", "check_framing(fields, minor)\n    if", "False\n    if")]
