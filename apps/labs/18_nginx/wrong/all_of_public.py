"""root is the folder, and what is in it is public."""

REFUSED_BY = "stays_inside"
EDITS = [
    (
        "sites/forum.conf",
        "location /static/ {\n        root public;",
        "location /private.txt {\n        root public;\n    }\n    location /static/ {\n        root public;",
    ),
]
