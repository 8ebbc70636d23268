"""Nobody sends more than a form holds."""

REFUSED_BY = "bad_forms"
EDITS = [
    (
        "server.py",
        "        if len(length) > 9 or int(length) > MOST:\n            return self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)\n",
        "",
    ),
]
