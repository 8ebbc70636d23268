"""405 does not say what is allowed."""

REFUSED_BY = "lacking_method"
EDITS = [
    (
        "framework.py",
        'f"{request.method} is not for {request.path}", allow)',
        'f"{request.method} is not for {request.path}")',
    )
]
