"""Content-Length counts letters."""

REFUSED_BY = "function_answers"
EDITS = [("framework.py", "str(len(self.body))", "str(len(self.body.decode()))")]
