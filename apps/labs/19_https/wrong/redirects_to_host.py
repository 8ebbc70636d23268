"""$host is the name that was asked for."""

REFUSED_BY = "redirects"
EDITS = [
    (
        "nginx.conf",
        "return 301 https://secure.localhost:8443$request_uri;",
        "return 301 https://$host:8443$request_uri;",
    ),
]
