"""A page was rendered without trouble, and so it is 200, though it says sorry."""

REFUSED_BY = "error_pages"
EDITS = [
    (
        "framework.py",
        "        page.status_int = status\n",
        "        if not handler:\n            page.status_int = status\n",
    ),
]
