"""nginx hands requests on by proxy_pass."""

REFUSED_BY = "answers"
EDITS = [
    (
        "sites/forum.conf",
        "uwsgi_pass unix:app.sock;",
        "proxy_pass http://unix:app.sock;",
    ),
]
