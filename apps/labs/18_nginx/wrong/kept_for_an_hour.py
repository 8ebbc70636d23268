"""What is kept longer is asked for less often."""

REFUSED_BY = "one_second"
EDITS = [
    ("sites/forum.conf", "uwsgi_cache_valid 200 1s;", "uwsgi_cache_valid 200 1h;"),
]
