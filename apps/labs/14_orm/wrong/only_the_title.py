"""only() is taken for a way to ask less: each other field is asked for when it is shown."""

REFUSED_BY = "shelf_queries"
EDITS = [
    (
        "shelf/models.py",
        '            .order_by("title", "pk")\n',
        '            .order_by("title", "pk")\n'
        '            .only("title", "publisher__name")\n',
    ),
]
