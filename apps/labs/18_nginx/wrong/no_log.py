"""Logs cost time."""

REFUSED_BY = "logged"
EDITS = [
    ("nginx.conf", "access_log access.log timed;", "access_log off;"),
]
