"""What people write is put into the page as it is."""

REFUSED_BY = "text_is_text"
EDITS = [
    (
        "server.py",
        "{html.escape(n)}: {html.escape(w)}",
        "{n}: {w}",
    ),
]
