"""When the parameters have come, the request is there."""

REFUSED_BY = "body"
EDITS = [
    (
        "responder.py",
        "            request.params += content\n",
        "            request.params += content\n            if not content:\n                kind, content = STDIN, b''\n",
    ),
    (
        "responder.py",
        "        elif kind == STDIN and content:",
        "        if kind == STDIN and content:",
    ),
]
