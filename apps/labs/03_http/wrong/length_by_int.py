"""int decides what a number is: it takes +5, 1_0 and -5."""

REFUSED_BY = "framing"
EDITS = [
    (
        "server.py",
        "    if len(lengths) > 1 or not all(length.isdigit() for length in lengths):\n"
        "        raise Refused(400)  # 6.3: an invalid length is beyond repair\n"
        '    if lengths and lengths[0].strip(b"0"):\n',
        "    if lengths and int(lengths[0]) > 100:\n",
    )
]
