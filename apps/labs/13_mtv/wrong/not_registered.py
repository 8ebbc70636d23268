"""The admin is thought to know all models."""

REFUSED_BY = "admin_page"
EDITS = [
    (
        "books/admin.py",
        "@admin.register(Review)\nclass ReviewAdmin",
        "class ReviewAdmin",
    ),
]
