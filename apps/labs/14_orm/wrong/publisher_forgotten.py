"""The many are thought of, and the one is not."""

REFUSED_BY = "shelf_queries"
EDITS = [
    (
        "shelf/models.py",
        '            self.select_related("publisher")\n',
        "            self\n",
    ),
]
