"""The connection is a file that can be read."""

REFUSED_BY = "limited_input"
EDITS = [
    (
        "gateway.py",
        '"wsgi.input": request.body,',
        '"wsgi.input": response_input(request),',
    ),
    (
        "gateway.py",
        "# What the application is given\n",
        '# What the application is given\n\n\ndef response_input(request):\n    """Give the body as if it stood on the connection, with what follows it."""\n    request.body.seek(0, 2)\n    request.body.write(b"GET /of-the-next-request HTTP/1.1")\n    request.body.seek(0)\n    return request.body\n',
    ),
]
