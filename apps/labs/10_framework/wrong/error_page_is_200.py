"""The page of an error handler is a page like any other, and so 200."""

REFUSED_BY = "error_handler"
EDITS = [
    (
        "framework.py",
        "        page.status = HTTPStatus(status)\n",
        "        if not handler:\n            page.status = HTTPStatus(status)\n",
    )
]
