"""The page is a text like any other, so that the reader sees tags."""

REFUSED_BY = "template"
EDITS = [
    (
        "framework.py",
        'Response(page, content_type="text/html")',
        "Response(page)",
    ),
]
