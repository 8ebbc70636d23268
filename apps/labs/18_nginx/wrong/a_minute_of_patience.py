"""Timeouts are for others."""

REFUSED_BY = "too_slow"
EDITS = [
    ("sites/forum.conf", "uwsgi_read_timeout 2s;", ""),
]
