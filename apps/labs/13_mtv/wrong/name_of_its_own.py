"""The address has another name than the view and the template."""

REFUSED_BY = "names"
EDITS = [
    (
        "books/urls.py",
        'name="review_create"',
        'name="new_review"',
    ),
    (
        "books/templates/books/book_detail.html",
        '"books:review_create"',
        '"books:new_review"',
    ),
]
