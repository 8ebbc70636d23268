"""The newest book is taken for the last in the alphabet."""

REFUSED_BY = "authors_same"
EDITS = [
    (
        "shelf/models.py",
        'newest_title=Subquery(newest.values("title")[:1])',
        'newest_title=models.Max("books__title")',
    ),
]
