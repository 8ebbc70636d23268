"""The client does not know chunks."""

REFUSED_BY = "client_reads_chunks"
EDITS = [
    (
        "fetch.py",
        '    if "transfer-encoding" in fields:\n',
        '    if "never" in fields:\n',
    )
]
