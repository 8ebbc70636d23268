"""All books are fetched, and twenty of them shown."""

REFUSED_BY = "shelf_rows"
EDITS = [
    (
        "shelf/views.py",
        "Book.objects.for_shelf()[start",
        "list(Book.objects.for_shelf())[start",
    ),
]
