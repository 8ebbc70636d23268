"""The status is a number."""

REFUSED_BY = "is_valid"
EDITS = [
    (
        "application.py",
        "    start_response(status, [",
        "    start_response(int(status[:3]), [",
    )
]
