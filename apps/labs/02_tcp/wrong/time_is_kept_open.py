"""The line is sent and the connection kept."""

REFUSED_BY = "time_and_end"
EDITS = [
    (
        "time_server.py",
        "            with connection:\n                tell_time(connection)\n",
        "            connection.sendall(\n"
        "                datetime.now(UTC).isoformat().encode() + b'\\r\\n'\n"
        "            )\n"
        "            kept.append(connection)\n",
    ),
    (
        "time_server.py",
        "        while True:\n",
        "        kept = []\n        while True:\n",
    ),
]
