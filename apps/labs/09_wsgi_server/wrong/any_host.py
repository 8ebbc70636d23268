"""Host is for the application."""

REFUSED_BY = "host"
EDITS = [("request.py", '    check_host(fields, is_needed=minor != b"0")\n', "")]
