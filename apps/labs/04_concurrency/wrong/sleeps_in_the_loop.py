"""time.sleep is how one waits."""

REFUSED_BY = "events_wait_at_once"
EDITS = [
    (
        "events.py",
        "            yield PAUSE, answer.after\n",
        "            time.sleep(answer.after)\n            yield PAUSE, 0\n",
    ),
]
