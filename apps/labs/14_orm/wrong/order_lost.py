"""The authors are prefetched in any order."""

REFUSED_BY = "shelf_same"
EDITS = [
    (
        "shelf/models.py",
        'Prefetch("authors", Author.objects.order_by("name", "pk"))',
        '"authors"',
    ),
]
