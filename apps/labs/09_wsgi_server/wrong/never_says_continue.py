"""Expect is a field like any other."""

REFUSED_BY = "expect_continue"
EDITS = [
    (
        "request.py",
        '            connection.sendall(b"HTTP/1.1 100 Continue\\r\\n\\r\\n")\n',
        "            pass\n",
    )
]
