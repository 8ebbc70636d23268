"""A list has no close()."""

REFUSED_BY = "is_valid"
EDITS = [("gateway.py", "            close(content)\n", "            pass\n")]
