"""The first bytes are looked at before the thread is started."""

REFUSED_BY = "slow_sender"
EDITS = [
    (
        "threads.py",
        "        thread = threading.Thread",
        "        connection.recv(1, 2)  # MSG_PEEK\n        thread = threading.Thread",
    ),
]
