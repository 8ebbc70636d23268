"""A chunk's size is a number like any other."""

REFUSED_BY = "framing"
EDITS = [("gateway.py", 'b"%x\\r\\n%b\\r\\n"', 'b"%d\\r\\n%b\\r\\n"')]
