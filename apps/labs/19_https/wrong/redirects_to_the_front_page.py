"""Who comes to the wrong place begins at the front."""

REFUSED_BY = "redirects"
EDITS = [
    ("nginx.conf", "8443$request_uri;", "8443/;"),
]
