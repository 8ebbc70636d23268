"""Fields are text, and text is UTF-8."""

REFUSED_BY = "pieces"
EDITS = [
    (
        "gateway.py",
        'for line in [*lines, ""]).encode("latin-1")',
        'for line in [*lines, ""]).encode("utf-8")',
    )
]
