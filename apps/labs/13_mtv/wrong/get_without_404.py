"""There is always a book of the number that is asked for."""

REFUSED_BY = "form_page"
EDITS = [
    (
        "books/views.py",
        "    # Not Book.objects.get: an unknown number is the client's mistake, 404, not ours, 500.\n"
        "    book = get_object_or_404(Book, pk=pk)\n",
        "    book = Book.objects.get(pk=pk)\n",
    ),
]
