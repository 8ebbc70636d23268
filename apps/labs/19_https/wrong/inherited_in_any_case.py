"""What stands in the server block holds in all locations."""

REFUSED_BY = "has_hsts"
EDITS = [
    (
        "nginx.conf",
        '            # A block with an add_header of its own inherits none.\n            add_header Strict-Transport-Security "max-age=31536000" always;\n',
        "",
    ),
]
