"""required in the form sees to it that nothing is empty."""

REFUSED_BY = "bad_forms"
EDITS = [
    (
        "server.py",
        "        if not name or not words:\n            return self.refuse(HTTPStatus.BAD_REQUEST)\n",
        "",
    ),
]
