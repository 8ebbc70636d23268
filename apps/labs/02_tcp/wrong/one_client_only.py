"""The server serves one client and ends."""

REFUSED_BY = "second_client"
EDITS = [("echo_server.py", "        while True:\n", "        if True:\n")]
