"""A field's name is always written as in the text."""

REFUSED_BY = "length_grows"
EDITS = [
    (
        "middleware.py",
        'if name.lower() == "content-length"',
        'if name == "Content-Length"',
    )
]
