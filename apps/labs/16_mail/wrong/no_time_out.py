"""A server answers, sooner or later."""

REFUSED_BY = "nobody_there"
EDITS = [("send.py", "timeout=TIMEOUT)", "timeout=None)")]
