"""Who is signed in does not get a kept page; more is not needed."""

REFUSED_BY = "personal"
EDITS = [
    ("sites/forum.conf", "uwsgi_no_cache     $cookie_sessionid;", ""),
]
