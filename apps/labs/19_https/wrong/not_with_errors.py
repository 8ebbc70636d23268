"""An error is no page."""

REFUSED_BY = "has_hsts"
EDITS = [
    (
        "nginx.conf",
        '        add_header Strict-Transport-Security "max-age=31536000" always;\n\n        location /static/',
        '        add_header Strict-Transport-Security "max-age=31536000";\n\n        location /static/',
    ),
]
