"""What comes by POST is a form."""

REFUSED_BY = "bad_forms"
EDITS = [
    (
        "server.py",
        "        if self.headers.get_content_type() != FORM:\n            return self.refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)\n",
        "",
    ),
]
