"""start_response takes two arguments."""

REFUSED_BY = "second_head"
EDITS = [
    (
        "middleware.py",
        "        return start_response(status, fields, exc_info)\n",
        "        return start_response(status, fields)\n",
    )
]
