"""A line is moved, and another loses its comma."""

REFUSED_BY = "readable"
EDITS = [
    (
        "answers.toml",
        '    "url",              # the path',
        '    "url"               # the path',
    )
]
