"""The form has no csrf_token, so that the site refuses its own form."""

REFUSED_BY = "saved"
EDITS = [
    (
        "books/templates/books/review_create.html",
        "    {% csrf_token %}\n",
        "",
    ),
]
