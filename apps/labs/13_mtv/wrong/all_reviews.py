"""The page goes through all reviews that there are."""

REFUSED_BY = "own_reviews"
EDITS = [
    (
        "books/views.py",
        '    return render(request, "books/book_detail.html", {"book": book})\n',
        "    reviews = Review.objects.all()\n"
        "    return render(\n"
        '        request, "books/book_detail.html", {"book": book, "reviews": reviews}\n'
        "    )\n",
    ),
    (
        "books/views.py",
        "import Book\n",
        "import Book, Review\n",
    ),
    (
        "books/templates/books/book_detail.html",
        "{% for review in book.reviews.all %}",
        "{% for review in reviews %}",
    ),
]
