"""The server's own time, with "Z" written after it."""

REFUSED_BY = "true_time"
EDITS = [
    (
        "time_server.py",
        'datetime.now(UTC).isoformat(timespec="milliseconds")',
        'datetime.now().isoformat(timespec="milliseconds") + "Z"',
    )
]
