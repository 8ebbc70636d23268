"""uWSGI speaks with the browser; nginx has only the files."""

REFUSED_BY = "every_hop_of_production"
EDITS = [
    (
        "answers.toml",
        '    "nginx",            # takes the connection, reads the request, passes it on\n',
        "",
    )
]
