"""An address ends with a slash."""

REFUSED_BY = "by_name"
EDITS = [
    (
        "sites/notes.conf",
        "proxy_pass http://127.0.0.1:8098;",
        "proxy_pass http://127.0.0.1:8098/;",
    ),
]
