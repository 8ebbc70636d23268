"""Thread.run runs the thread: so it is called."""

REFUSED_BY = "threads_wait_at_once"
EDITS = [
    (
        "threads.py",
        "        thread.start()\n",
        "        thread.run()\n",
    ),
]
