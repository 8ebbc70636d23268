"""Whether a book is out is asked by a filter, which loses all that are here."""

REFUSED_BY = "shelf_same"
EDITS = [
    (
        "shelf/models.py",
        '            .order_by("title", "pk")\n',
        "            .filter(loans__returned_on=None)\n"
        '            .order_by("title", "pk")\n',
    ),
]
