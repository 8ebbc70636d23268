"""The model was changed once more, and makemigrations was not run again."""

REFUSED_BY = "migration_made"
EDITS = [
    (
        "books/models.py",
        "    text = models.TextField()\n",
        "    text = models.TextField()\n"
        "    is_public = models.BooleanField(default=True)\n",
    ),
]
