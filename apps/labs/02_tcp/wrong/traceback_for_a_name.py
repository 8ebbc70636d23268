"""A mistyped name ends in a traceback."""

REFUSED_BY = "unknown_name"
EDITS = [("lookup.py", "except socket.gaierror as", "except ZeroDivisionError as")]
