"""405 is said, and not what would be allowed."""

REFUSED_BY = "method_not_allowed"
EDITS = [("application.py", '[PLAIN, ("Allow", methods)]', "[PLAIN]")]
