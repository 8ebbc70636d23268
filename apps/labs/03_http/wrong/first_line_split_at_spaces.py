"""The first line is cut at spaces, and its first two words are used."""

REFUSED_BY = "malformed"
EDITS = [
    (
        "server.py",
        "    match = REQUEST_LINE.fullmatch(first)\n"
        "    if not match:\n"
        "        raise Refused(400)  # 3\n"
        "    method, target, major, minor = match.groups()\n",
        '    method, target = (first.split() + [b"/", b"/"])[:2]\n'
        '    major, minor = b"1", b"1"\n',
    )
]
