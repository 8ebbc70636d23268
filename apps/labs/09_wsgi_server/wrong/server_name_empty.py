"""Nobody reads SERVER_NAME."""

REFUSED_BY = "environ"
EDITS = [("gateway.py", '"SERVER_NAME": host', '"SERVER_NAME": ""')]
