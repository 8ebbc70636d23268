"""Everything is a page."""

REFUSED_BY = "static"
EDITS = [
    ("sites/forum.conf", "location /static/ {", "location /files/ {"),
]
