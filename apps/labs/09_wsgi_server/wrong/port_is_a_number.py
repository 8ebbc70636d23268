"""A port is a number."""

REFUSED_BY = "environ"
EDITS = [("gateway.py", '"SERVER_PORT": str(port)', '"SERVER_PORT": port')]
