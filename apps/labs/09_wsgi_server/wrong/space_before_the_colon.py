"""A name may have a space behind it."""

REFUSED_BY = "malformed"
EDITS = [
    (
        "request.py",
        'rb"(" + TOKEN + rb"):(" + VALUE',
        'rb"(" + TOKEN + rb")[ \\t]*:(" + VALUE',
    )
]
