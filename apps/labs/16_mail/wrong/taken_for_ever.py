"""What a worker has taken is its own, dead or alive."""

REFUSED_BY = "worker_dies"
EDITS = [("worker.py", "timedelta(seconds=LEASE)", "timedelta(days=365)")]
