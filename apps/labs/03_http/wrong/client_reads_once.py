"""The client takes what one read brings for all of it."""

REFUSED_BY = "client_reads_length"
EDITS = [
    (
        "fetch.py",
        "    body = stream.read(size)\n    if len(body) < size:\n",
        "    body = stream.read1(min(size, 8192))\n    if len(body) < 0:\n",
    ),
]
