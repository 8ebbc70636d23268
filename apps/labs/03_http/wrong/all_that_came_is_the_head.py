"""What follows the empty line is read as if it were fields."""

REFUSED_BY = "glued"
EDITS = [("server.py", "    return head\n", "    return data.rstrip()\n")]
