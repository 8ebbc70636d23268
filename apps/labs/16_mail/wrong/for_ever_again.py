"""Whatever fails is tried again."""

REFUSED_BY = "gives_up"
EDITS = [("worker.py", "return error.smtp_code >= 500", "return False")]
