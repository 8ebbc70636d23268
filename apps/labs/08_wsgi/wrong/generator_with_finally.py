"""A generator with `finally` closes what it was given: not if it is never begun."""

REFUSED_BY = "closes"
EDITS = [
    (
        "middleware.py",
        'return Pieces(content, lambda: FOOT if has_foot else b"")',
        "return pieces(content, lambda: FOOT if has_foot else b'')",
    ),
    (
        "middleware.py",
        "\n\nclass Pieces:",
        """

def pieces(content, foot):
    try:
        for piece in content:
            yield piece
        if foot():
            yield foot()
    finally:
        if hasattr(content, "close"):
            content.close()


class Pieces:""",
    ),
]
