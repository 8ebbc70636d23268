"""OPTIONS is a method that nobody wrote, and so 405."""

REFUSED_BY = "options"
EDITS = [
    (
        "framework.py",
        'if request.method == "OPTIONS":',
        'if request.method == "QUESTION":',
    )
]
