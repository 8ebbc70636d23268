"""A field is split at its colon, and what is around it is stripped."""

REFUSED_BY = "malformed"
EDITS = [
    (
        "server.py",
        "        match = FIELD_LINE.fullmatch(line)\n"
        "        if not match:\n"
        "            raise Refused(400)\n"
        "        name, value = match.groups()\n",
        '        name, _, value = line.partition(b":")\n        name = name.strip()\n',
    )
]
