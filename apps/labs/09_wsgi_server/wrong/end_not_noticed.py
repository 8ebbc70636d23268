"""A client says something, and then waits for the answer."""

REFUSED_BY = "survives"
EDITS = [("request.py", "        if not chunk:\n            raise EOFError\n", "")]
