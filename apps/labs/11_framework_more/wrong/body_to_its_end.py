"""The body is read to the end of the connection, which the client keeps open."""

REFUSED_BY = "request_object"
EDITS = [
    (
        "framework.py",
        "        response = self.get_response(Request(environ))\n",
        '        if environ["REQUEST_METHOD"] == "PUT":\n'
        '            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read())\n'
        "        response = self.get_response(Request(environ))\n",
    ),
    (
        "framework.py",
        "import functools\n",
        "import functools\nimport io\n",
    ),
]
