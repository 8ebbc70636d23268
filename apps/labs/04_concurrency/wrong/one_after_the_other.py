"""Each worker is awaited before the next begins."""

REFUSED_BY = "measured"
EDITS = [
    (
        "measure.py",
        "    list(workers.map(work, sizes))  # list waits for the last\n",
        "    for size in sizes:\n        workers.submit(work, size).result()\n",
    ),
]
