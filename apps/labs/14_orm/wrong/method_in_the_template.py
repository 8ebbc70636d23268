"""The method that counts is left in the template."""

REFUSED_BY = "shelf_queries"
EDITS = [
    (
        "shelf/templates/shelf/book_list.html",
        "{{ book.loan_count }}",
        "{{ book.loans.count }}",
    ),
]
