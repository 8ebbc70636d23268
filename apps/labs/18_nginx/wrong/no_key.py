"""A cache knows which page is which."""

REFUSED_BY = "by_address"
EDITS = [
    (
        "sites/forum.conf",
        'uwsgi_cache_key "$request_method $scheme://$host$request_uri";',
        "",
    ),
]
