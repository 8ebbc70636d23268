"""The client reads until the server closes, whatever Content-Length says."""

REFUSED_BY = "client_asks"
EDITS = [
    (
        "fetch.py",
        'read_exactly(stream, number(fields["content-length"]))',
        "stream.read()",
    )
]
