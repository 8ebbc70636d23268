"""The client puts what was typed into the first line, with what follows #."""

REFUSED_BY = "client_asks"
EDITS = [
    (
        "fetch.py",
        '            f"GET {target} HTTP/1.1",\n',
        '            f"GET {address} HTTP/1.1",\n',
    )
]
