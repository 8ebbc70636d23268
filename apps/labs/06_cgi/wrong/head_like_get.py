"""HEAD is the script's affair alone."""

REFUSED_BY = "head"
EDITS = [
    (
        "gateway.py",
        'has_body = self.command != "HEAD" and status not in {204, 304}',
        "has_body = status not in {204, 304}",
    ),
]
