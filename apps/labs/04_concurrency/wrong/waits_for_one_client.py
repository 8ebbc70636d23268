"""Who has connected will send: recv may wait for it."""

REFUSED_BY = "slow_sender_in_events"
EDITS = [
    (
        "events.py",
        "            is_ready = yield event, deadline - time.monotonic()\n",
        "            connection.setblocking(True)\n            is_ready = True\n",
    ),
]
