"""An author's books are counted once for each of their reviews."""

REFUSED_BY = "authors_same"
EDITS = [
    (
        "shelf/models.py",
        'book_count=Count("books", distinct=True)',
        'book_count=Count("books")',
    ),
]
