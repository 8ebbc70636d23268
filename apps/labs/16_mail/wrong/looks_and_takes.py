"""A worker reads that a letter waits, and sends it; another has read the same."""

REFUSED_BY = "two_workers"
EDITS = [
    (
        "worker.py",
        "if is_as_seen.update(due_at=until,",
        "if is_as_seen or is_as_seen.update(due_at=until,",
    )
]
