"""A form with mistakes is answered by a new, empty one."""

REFUSED_BY = "refused_input"
EDITS = [
    (
        "books/views.py",
        "    # Either nobody",
        "    form = ReviewForm()\n    # Either nobody",
    ),
]
