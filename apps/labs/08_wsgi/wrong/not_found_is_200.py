"""A page that says so is enough for what is not found."""

REFUSED_BY = "not_found"
EDITS = [("application.py", 'return "404 Not Found"', 'return "200 OK"')]
