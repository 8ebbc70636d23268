"""What the file is called says how it is shown, pages too."""

REFUSED_BY = "uploaded_page"
EDITS = [
    (
        "notes/files.py",
        "    if kind in SHOWN:\n",
        "    if kind:\n",
    ),
]
