"""The loans are prefetched, and then filtered: that is another question."""

REFUSED_BY = "readers_queries"
EDITS = [
    (
        "shelf/models.py",
        'to_attr="open_loans"',
        'to_attr="known"',
    ),
    (
        "shelf/models.py",
        "    objects = ReaderQuerySet.as_manager()\n"
        "\n"
        "    def __str__(self):\n"
        "        return self.name\n",
        "    objects = ReaderQuerySet.as_manager()\n"
        "\n"
        "    def __str__(self):\n"
        "        return self.name\n"
        "\n"
        "    def open_loans(self):\n"
        '        return self.loans.filter(returned_on=None).order_by("lent_on", "pk")\n',
    ),
]
