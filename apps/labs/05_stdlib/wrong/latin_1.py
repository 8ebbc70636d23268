"""A page is Latin-1."""

REFUSED_BY = "all_scripts"
EDITS = [
    (
        "server.py",
        "content = page.encode()\n",
        'content = page.encode("latin-1", "replace")\n',
    ),
]
