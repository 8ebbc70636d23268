"""int decides what a number is: it takes +5, 1_0 and -5."""

REFUSED_BY = "framing"
EDITS = [
    (
        "server.py",
        "    if len(lengths) > 1 or not all(length.isdigit() for length in lengths):\n",
        "    lengths = [b'%d' % int(length) for length in lengths]\n    if False:\n",
    ),
    ("server.py", '    return any(length.strip(b"0") for length in lengths)\n', ""),
]
