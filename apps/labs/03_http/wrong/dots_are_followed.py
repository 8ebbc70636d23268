"""The path is put behind the folder, and that is that."""

REFUSED_BY = "stays_inside"
EDITS = [
    ("server.py", 'n.startswith(b".") or ', ""),
    ("server.py", "not file.is_relative_to(ROOT) or ", ""),
]
