"""A proxy hands on what it gets, Host too."""

REFUSED_BY = "behind_http"
EDITS = [
    ("sites/notes.conf", "proxy_set_header Host              $http_host;", ""),
]
