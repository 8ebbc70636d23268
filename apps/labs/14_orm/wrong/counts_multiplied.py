"""Two counts in one query are thought to be two questions."""

REFUSED_BY = "shelf_same"
EDITS = [
    (
        "shelf/models.py",
        'review_count=Count("reviews", distinct=True)',
        'review_count=Count("reviews")',
    ),
    (
        "shelf/models.py",
        'loan_count=Count("loans", distinct=True)',
        'loan_count=Count("loans")',
    ),
]
