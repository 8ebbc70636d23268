"""The content is one piece."""

REFUSED_BY = "pieces"
EDITS = [
    (
        "gateway.py",
        "            if response.is_complete:\n",
        "            if response.is_head_sent:\n",
    )
]
