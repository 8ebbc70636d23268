"""Nobody uses write() any more."""

REFUSED_BY = "write"
EDITS = [("gateway.py", "        return self.write\n", "        return None\n")]
