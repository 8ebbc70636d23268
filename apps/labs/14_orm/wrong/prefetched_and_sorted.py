"""The authors are prefetched, and then asked for in an order."""

REFUSED_BY = "shelf_queries"
EDITS = [
    (
        "shelf/templates/shelf/book_list.html",
        "book.authors.all",
        "book.authors_by_name",
    ),
    (
        "shelf/models.py",
        "    objects = BookQuerySet.as_manager()\n"
        "\n"
        "    def __str__(self):\n"
        "        return self.title\n",
        "    objects = BookQuerySet.as_manager()\n"
        "\n"
        "    def __str__(self):\n"
        "        return self.title\n"
        "\n"
        "    def authors_by_name(self):\n"
        '        return self.authors.order_by("name", "pk")\n',
    ),
]
