"""A Location is always for the browser: 302."""

REFUSED_BY = "local_redirect"
EDITS = [
    (
        "gateway.py",
        "                onward = local_redirect(fields)\n",
        "                onward = None\n",
    ),
]
