"""A name is harmless."""

REFUSED_BY = "text_is_text"
EDITS = [
    (
        "server.py",
        "{html.escape(n)}",
        "{n}",
    ),
]
