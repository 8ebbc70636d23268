"""Two sites are two lines of include."""

REFUSED_BY = "reloads"
EDITS = [
    (
        "nginx.conf",
        "include sites/*.conf;",
        "include sites/forum.conf; include sites/notes.conf; include sites/others.conf;",
    ),
]
