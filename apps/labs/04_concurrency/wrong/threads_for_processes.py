"""Threads and processes are the same."""

REFUSED_BY = "measured"
EDITS = [
    (
        "measure.py",
        "BELOW, 4, ProcessPoolExecutor)",
        "BELOW, 4, ThreadPoolExecutor)",
    ),
]
