"""The request is read and not looked at."""

REFUSED_BY = "prints"
EDITS = [("server.py", "        show(head)\n", "")]
