"""public-old begins with the same letters as public."""

REFUSED_BY = "stays_inside"
EDITS = [
    ("server.py", 'n.startswith(b".") or ', ""),
    (
        "server.py",
        "not file.is_relative_to(ROOT)",
        "not str(file).startswith(str(ROOT))",
    ),
]
