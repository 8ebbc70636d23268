"""b"" is taken for "nothing yet"."""

REFUSED_BY = "end_is_answered"
EDITS = [
    (
        "echo_server.py",
        "    while chunk := connection.recv(4096):\n",
        "    while (chunk := connection.recv(4096)) is not None:\n",
    )
]
