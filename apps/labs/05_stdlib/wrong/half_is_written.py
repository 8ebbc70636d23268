"""What has come is what was sent."""

REFUSED_BY = "broken_off"
EDITS = [
    (
        "server.py",
        "        if len(content) < int(length):\n            return None  # The client broke off in the middle: nothing is written.\n",
        "",
    ),
]
