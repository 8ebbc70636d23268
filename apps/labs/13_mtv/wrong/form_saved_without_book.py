"""The form is saved as it is; nobody has said which book it belongs to."""

REFUSED_BY = "saved"
EDITS = [
    (
        "books/views.py",
        "        review = form.save(commit=False)\n"
        "        review.book = book\n"
        "        review.save()\n",
        "        form.save()\n",
    ),
]
