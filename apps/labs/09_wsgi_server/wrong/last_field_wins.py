"""A dictionary has one value a key."""

REFUSED_BY = "joined"
EDITS = [
    (
        "gateway.py",
        "        if key in environ:\n",
        '        if key in environ and key == "HTTP_COOKIE":\n',
    )
]
