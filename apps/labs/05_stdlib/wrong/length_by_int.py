"""Every request has a length, and int reads it."""

REFUSED_BY = "bad_forms"
EDITS = [
    (
        "server.py",
        '        if "Transfer-Encoding" in self.headers or not re.fullmatch("[0-9]+", length):\n            return self.refuse(HTTPStatus.LENGTH_REQUIRED)\n',
        '        length = str(int(self.headers["Content-Length"]))\n',
    ),
]
