"""After the chunk of size 0 nothing more comes."""

REFUSED_BY = "content_in_chunks"
EDITS = [
    (
        "messages.py",
        "            if not size:\n                break\n",
        "            if not size:\n                return bytes(content)\n",
    ),
]
