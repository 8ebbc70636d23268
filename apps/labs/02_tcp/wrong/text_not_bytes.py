"""Bytes are taken for UTF-8 text."""

REFUSED_BY = "bytes_come_back"
EDITS = [
    (
        "echo_server.py",
        "        connection.sendall(chunk)\n",
        "        connection.sendall(chunk.decode(errors='ignore').encode())\n",
    )
]
