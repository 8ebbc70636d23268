"""What was handed to the workers has been done."""

REFUSED_BY = "measured"
EDITS = [
    (
        "measure.py",
        "    list(workers.map(work, sizes))  # list waits for the last\n",
        "    workers.map(work, sizes)\n",
    ),
]
