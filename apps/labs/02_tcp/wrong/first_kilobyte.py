"""recv(1024) is taken for "at most one kilobyte is ever sent"."""

REFUSED_BY = "long_message"
EDITS = [
    (
        "echo_server.py",
        "    while chunk := connection.recv(4096):\n",
        "    left = 1024\n"
        "    while chunk := connection.recv(4096)[:left]:\n"
        "        left -= len(chunk)\n",
    )
]
