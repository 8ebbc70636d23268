"""The client does not say that it has sent all."""

REFUSED_BY = "client_says_the_end"
EDITS = [("echo_client.py", "    connection.shutdown(socket.SHUT_WR)\n", "")]
