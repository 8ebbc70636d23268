"""The body is the record of STDIN."""

REFUSED_BY = "body"
EDITS = [
    (
        "responder.py",
        "        elif kind == STDIN and content:\n            request.body += content\n        elif kind == STDIN:\n",
        "        elif kind == STDIN:\n            request.body += content\n",
    ),
]
