"""Nobody needs wsgi.run_once and its like."""

REFUSED_BY = "is_valid"
EDITS = [("gateway.py", '        "wsgi.run_once": False,\n', "")]
