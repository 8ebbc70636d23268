"""uwsgi_cache is enough: nginx will know how long."""

REFUSED_BY = "one_second"
EDITS = [
    ("sites/forum.conf", "uwsgi_cache_valid 200 1s;", ""),
]
