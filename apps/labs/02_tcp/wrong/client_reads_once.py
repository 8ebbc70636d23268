"""The client takes the first piece for the answer."""

REFUSED_BY = "client_prints_all"
EDITS = [
    (
        "echo_client.py",
        "    while chunk := connection.recv(4096):\n",
        "    if chunk := connection.recv(4096):\n",
    )
]
