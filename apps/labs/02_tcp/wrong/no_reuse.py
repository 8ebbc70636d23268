"""The port cannot be had again for a minute."""

REFUSED_BY = "restart"
EDITS = [
    (
        "echo_server.py",
        "    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n",
        "",
    )
]
