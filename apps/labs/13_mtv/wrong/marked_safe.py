"""The lines of a review are kept by marking it safe."""

REFUSED_BY = "escaped"
EDITS = [
    (
        "books/templates/books/book_detail.html",
        "{{ review.text|linebreaksbr }}",
        "{{ review.text|safe|linebreaksbr }}",
    ),
]
