"""int decides what a number is."""

REFUSED_BY = "bad_chunks"
EDITS = [
    (
        "messages.py",
        "            match = CHUNK_LINE.fullmatch(line)\n            if not match:\n                raise Refused(400)\n            size = int(match[1], 16)\n",
        '            size = int(line.partition(b";")[0] or b"0", 16)\n',
    ),
]
