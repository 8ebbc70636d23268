"""A thread that was started must be joined."""

REFUSED_BY = "threads_wait_at_once"
EDITS = [
    (
        "threads.py",
        "        thread.start()\n",
        "        thread.start()\n        thread.join()\n",
    ),
]
