"""Host is a field like any other."""

REFUSED_BY = "host"
EDITS = [
    (
        "server.py",
        '    check_host(fields.get(b"host", []), is_needed=minor != b"0")\n',
        "",
    )
]
