"""Content-Type is exactly text/html."""

REFUSED_BY = "foot"
EDITS = [
    (
        "middleware.py",
        'known.get("content-type", "").partition(";")[0].strip() == "text/html"',
        'known.get("content-type") == "text/html"',
    )
]
