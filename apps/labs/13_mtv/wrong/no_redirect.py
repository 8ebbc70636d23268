"""After the review is saved the book's page is shown at once."""

REFUSED_BY = "saved"
EDITS = [
    (
        "books/views.py",
        "        return redirect(book)\n",
        '        return render(request, "books/book_detail.html", {"book": book})\n',
    ),
]
