"""The method is not looked at."""

REFUSED_BY = "other_methods"
EDITS = [
    ("server.py", "    if method in KNOWN:\n", '    if method == b"PURGE":\n'),
    ("server.py", 'method not in {b"GET", b"HEAD"}', 'method == b"BREW"'),
]
