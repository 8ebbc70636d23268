"""CONTENT_LENGTH is always a number."""

REFUSED_BY = "keys_are_missing"
EDITS = [
    (
        "application.py",
        'environ.get("CONTENT_LENGTH") or 0',
        'environ["CONTENT_LENGTH"]',
    )
]
