"""close() follows the last piece."""

REFUSED_BY = "closes"
EDITS = [
    (
        "gateway.py",
        "        response.end()\n",
        '        response.end()\n        if hasattr(content, "close"):\n            close(content)\n',
    ),
    (
        "gateway.py",
        '        if hasattr(content, "close"):\n            close(content)\n        request.body.close()',
        "        request.body.close()",
    ),
]
