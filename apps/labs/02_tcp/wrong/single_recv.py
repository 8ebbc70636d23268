"""One recv is taken for the whole message."""

REFUSED_BY = "in_pieces"
EDITS = [
    (
        "echo_server.py",
        "    while chunk := connection.recv(4096):\n",
        "    if chunk := connection.recv(4096):\n",
    )
]
