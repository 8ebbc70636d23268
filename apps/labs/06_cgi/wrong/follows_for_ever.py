"""Scripts know where they send us."""

REFUSED_BY = "local_redirect"
EDITS = [
    (
        "gateway.py",
        "        for _ in range(MOST_REDIRECTS):\n",
        "        while True:\n",
    ),
]
