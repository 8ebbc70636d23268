"""A slash more or less makes no difference."""

REFUSED_BY = "stays_inside"
EDITS = [
    (
        "sites/forum.conf",
        "location /static/ {\n        root public;",
        "location /static {\n        alias public/static/;",
    ),
]
