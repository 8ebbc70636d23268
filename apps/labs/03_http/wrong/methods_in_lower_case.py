"""get is taken for GET."""

REFUSED_BY = "unknown_method"
EDITS = [
    (
        "server.py",
        "    method, target, major, minor = match.groups()\n",
        "    method, target, major, minor = match.groups()\n    method = method.upper()\n",
    )
]
