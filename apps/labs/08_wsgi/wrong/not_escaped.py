"""What came from outside is put into the page as it came."""

REFUSED_BY = "is_escaped"
EDITS = [("application.py", "Hello, {escape(name)}!", "Hello, {name}!")]
