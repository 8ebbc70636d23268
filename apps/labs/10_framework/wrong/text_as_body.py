"""The body is handed over as str."""

REFUSED_BY = "function_answers"
EDITS = [
    ("framework.py", "else [self.body]", "else [self.body.decode()]"),
]
