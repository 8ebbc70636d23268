"""The loans come together, and each of them asks for its book."""

REFUSED_BY = "readers_queries"
EDITS = [
    (
        "shelf/models.py",
        'out.select_related("book__publisher")',
        "out",
    ),
]
