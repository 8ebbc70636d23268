"""A script runs where the gateway was started."""

REFUSED_BY = "own_folder"
EDITS = [
    ("gateway.py", "                cwd=file.parent,  # 7.2\n", ""),
]
