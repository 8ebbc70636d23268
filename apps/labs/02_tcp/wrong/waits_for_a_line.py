"""The server waits until it has what looks like a line."""

REFUSED_BY = "bytes_come_back"
EDITS = [
    (
        "echo_server.py",
        "    while chunk := connection.recv(4096):\n",
        "    for chunk in connection.makefile('rb'):\n",
    )
]
