"""bytes are iterable, so they need no list."""

REFUSED_BY = "is_valid"
EDITS = [("application.py", "    return [body]\n", "    return body\n")]
