"""Every field has HTTP_ before it."""

REFUSED_BY = "environ"
EDITS = [
    (
        "gateway.py",
        '        return "CONTENT_TYPE"\n',
        '        return "HTTP_CONTENT_TYPE"\n',
    )
]
