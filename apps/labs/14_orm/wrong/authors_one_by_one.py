"""The shelf is cured, and the list of authors is not."""

REFUSED_BY = "authors_queries"
EDITS = [
    (
        "shelf/models.py",
        '            book_count=Count("books", distinct=True),\n',
        "",
    ),
    (
        "shelf/templates/shelf/author_list.html",
        "author.book_count",
        "author.books.count",
    ),
]
