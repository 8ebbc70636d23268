"""A str can be turned into bytes."""

REFUSED_BY = "errors"
EDITS = [
    (
        "gateway.py",
        "        if not isinstance(piece, bytes):\n",
        "        if isinstance(piece, str):\n            piece = piece.encode()\n        if not isinstance(piece, bytes):\n",
    )
]
