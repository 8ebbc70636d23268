"""Readers are found by their loans: who has none is lost."""

REFUSED_BY = "readers_same"
EDITS = [
    (
        "shelf/models.py",
        '        ).order_by("name", "pk")\n\n\nclass Reader(',
        '        ).filter(loans__returned_on=None).distinct().order_by("name", "pk")\n'
        "\n"
        "\n"
        "class Reader(",
    ),
]
