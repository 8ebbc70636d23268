"""Who writes into a file can read it from there."""

REFUSED_BY = "body"
EDITS = [
    ("gateway.py", "            file.seek(0)\n", ""),
]
