"""Nobody uses what start_response returns."""

REFUSED_BY = "by_write"
EDITS = [
    (
        "middleware.py",
        "                return start_response(status, fields)\n",
        "                start_response(status, fields)\n                return None\n",
    )
]
