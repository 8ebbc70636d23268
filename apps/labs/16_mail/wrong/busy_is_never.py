"""Any number that is not 250 ends it: a letter that came at a bad moment is lost."""

REFUSED_BY = "one_message_id"
EDITS = [("worker.py", "return error.smtp_code >= 500", "return True")]
