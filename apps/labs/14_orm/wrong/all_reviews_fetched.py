"""All reviews of the library are put into a dictionary: one query, and ever more rows."""

REFUSED_BY = "shelf_rows"
EDITS = [
    (
        "shelf/views.py",
        "    books = Book.objects.for_shelf()[start : start + PAGE_SIZE]\n",
        "    books = list(Book.objects.for_shelf()[start : start + PAGE_SIZE])\n"
        "    newest = {}\n"
        '    for review in Review.objects.order_by("made_on", "pk"):\n'
        "        newest[review.book_id] = review.text\n"
        "    for book in books:\n"
        "        book.newest_words = newest.get(book.pk)\n",
    ),
    (
        "shelf/views.py",
        "import Author, Book, Reader",
        "import Author, Book, Reader, Review",
    ),
]
