"""A line ends with a line feed, as in a file."""

REFUSED_BY = "line_ends"
EDITS = [("send.py", 'return b"\\r\\n".join([*stuffed', 'return b"\\n".join([*stuffed')]
