"""A client that breaks off takes the server with it."""

REFUSED_BY = "client_breaks_off"
EDITS = [("echo_server.py", "except ConnectionError as", "except ZeroDivisionError as")]
