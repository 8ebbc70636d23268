"""What one reader has got is good for the next."""

REFUSED_BY = "personal"
EDITS = [
    ("sites/forum.conf", "uwsgi_cache_bypass $cookie_sessionid;", ""),
    ("sites/forum.conf", "uwsgi_no_cache     $cookie_sessionid;", ""),
]
