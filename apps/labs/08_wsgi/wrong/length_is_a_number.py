"""The length is a number, so the field's value is one."""

REFUSED_BY = "is_valid"
EDITS = [
    (
        "application.py",
        '("Content-Length", str(len(body)))',
        '("Content-Length", len(body))',
    )
]
