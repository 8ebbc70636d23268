"""Dots are looked for in the path as it came: %2e is none."""

REFUSED_BY = "stays_inside"
EDITS = [
    (
        "server.py",
        '    if any(not n or n.startswith(b".") or b"/" in n or b"\\0" in n for n in names):\n',
        '    if b".." in path or b"\\0" in b"".join(names):\n',
    ),
    ("server.py", "not file.is_relative_to(ROOT) or ", ""),
]
