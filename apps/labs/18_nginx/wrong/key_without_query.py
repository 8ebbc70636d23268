"""A page is its path."""

REFUSED_BY = "by_address"
EDITS = [
    ("sites/forum.conf", '$host$request_uri";', '$host$uri";'),
]
