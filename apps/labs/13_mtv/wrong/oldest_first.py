"""The reviews stand as they were written: nobody has ordered them."""

REFUSED_BY = "own_reviews"
EDITS = [
    (
        "books/models.py",
        'ordering = ["-made_at", "-pk"]',
        'ordering = ["made_at", "pk"]',
    ),
    (
        "books/migrations/0002_review.py",
        '"ordering": ["-made_at", "-pk"]',
        '"ordering": ["made_at", "pk"]',
    ),
]
