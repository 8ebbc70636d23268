"""Every file is taken for text."""

REFUSED_BY = "picture"
EDITS = [
    (
        "server.py",
        "body = file.read_bytes()",
        "body = file.read_text(errors='replace').encode()",
    )
]
