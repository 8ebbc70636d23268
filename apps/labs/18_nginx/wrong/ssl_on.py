"""HTTPS is switched on; this is how the tutorial does it."""

REFUSED_BY = "tested"
EDITS = [
    (
        "sites/forum.conf",
        "server_name forum.localhost;",
        "server_name forum.localhost; ssl on;",
    ),
]
