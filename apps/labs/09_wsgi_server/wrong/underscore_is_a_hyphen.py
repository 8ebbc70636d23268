"""X_Mine and X-Mine are the same."""

REFUSED_BY = "joined"
EDITS = [("gateway.py", 'if "_" in name or name in', "if name in")]
