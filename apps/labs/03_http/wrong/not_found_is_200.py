"""The error page is sent as any other page."""

REFUSED_BY = "not_found"
EDITS = [
    (
        "server.py",
        "        status, fields = refused.status, refused.fields\n",
        "        status, fields = HTTPStatus(200), refused.fields\n",
    )
]
