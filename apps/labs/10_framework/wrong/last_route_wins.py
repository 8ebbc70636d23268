"""A path that is added twice belongs to the last, without a word."""

REFUSED_BY = "duplicates"
EDITS = [("routing.py", "        if shape in self._routes:\n", "        if False:\n")]
