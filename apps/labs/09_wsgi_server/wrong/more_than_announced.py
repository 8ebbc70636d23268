"""The application knows the length of its content."""

REFUSED_BY = "wrong_length"
EDITS = [("gateway.py", "            piece = piece[: self.left]\n", "")]
