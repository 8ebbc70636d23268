"""The server will see to HEAD."""

REFUSED_BY = "head"
EDITS = [
    (
        "application.py",
        '    if environ["REQUEST_METHOD"] == "HEAD":\n',
        '    if environ["REQUEST_METHOD"] == "HEAD!":\n',
    )
]
