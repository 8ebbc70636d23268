"""HEAD is a method that nobody wrote, and so 405."""

REFUSED_BY = "head"
EDITS = [
    ("routing.py", '        found.setdefault("HEAD", found["GET"])\n', "        pass\n")
]
