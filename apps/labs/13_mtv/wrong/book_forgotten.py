"""The model has all that is typed, and not the book it is about."""

REFUSED_BY = "model"
EDITS = [
    (
        "books/models.py",
        '    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")\n',
        '    about = models.ForeignKey(Book, models.CASCADE, related_name="reviews")\n',
    ),
    (
        "books/migrations/0002_review.py",
        '                    "book",\n',
        '                    "about",\n',
    ),
]
