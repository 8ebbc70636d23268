"""uWSGI has an address like every server on the web."""

REFUSED_BY = "tested"
EDITS = [
    (
        "sites/forum.conf",
        "uwsgi_pass unix:app.sock;",
        "uwsgi_pass http://unix:app.sock;",
    ),
]
