"""The content is text."""

REFUSED_BY = "is_valid"
EDITS = [("application.py", "    return [body]\n", "    return text\n")]
