"""Who looks for a file should see which there are."""

REFUSED_BY = "no_listing"
EDITS = [
    (
        "sites/forum.conf",
        "location /static/ {\n        root public;",
        "location /static/ {\n        root public;\n        autoindex on;",
    ),
]
