"""The client's connection is never closed."""

REFUSED_BY = "end_is_answered"
EDITS = [
    (
        "echo_server.py",
        "            with connection:\n",
        "            kept.append(connection)\n            if True:\n",
    ),
    (
        "echo_server.py",
        "        while True:\n",
        "        kept = []\n        while True:\n",
    ),
]
