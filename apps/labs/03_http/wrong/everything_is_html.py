"""The picture is sent as text/html: the browser will find out."""

REFUSED_BY = "picture"
EDITS = [
    (
        "server.py",
        'TYPES.get(file.suffix, "application/octet-stream")',
        'TYPES[".html"]',
    )
]
