"""A layer sees a request once: on the way in, and that was it."""

REFUSED_BY = "every_hop"
EDITS = [
    (
        "answers.toml",
        '    "middleware_out",   # each layer sees the response on its way out\n',
        "",
    )
]
