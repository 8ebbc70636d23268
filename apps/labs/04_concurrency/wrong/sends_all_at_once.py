"""sendall sends all, and does not take long."""

REFUSED_BY = "slow_reader"
EDITS = [
    (
        "events.py",
        "            yield from send(connection, answer.words)\n",
        "            connection.setblocking(True)\n            connection.sendall(answer.words)\n",
    ),
]
