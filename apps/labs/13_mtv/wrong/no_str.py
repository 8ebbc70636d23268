"""A row need not say what it is."""

REFUSED_BY = "admin_page"
EDITS = [
    (
        "books/models.py",
        '    def __str__(self):\n        return f"{self.name} on {self.book}"\n',
        "",
    ),
]
