"""The length of a text is taken for the length of its bytes."""

REFUSED_BY = "page"
EDITS = [
    (
        "server.py",
        '"Content-Length": len(body)',
        '"Content-Length": len(body.decode("utf-8", "ignore"))',
    )
]
