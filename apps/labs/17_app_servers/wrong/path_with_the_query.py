"""PATH_INFO is what stands in the address."""

REFUSED_BY = "says_request"
EDITS = [
    (
        "packet.py",
        'b"PATH_INFO": unquote_to_bytes(path)',
        'b"PATH_INFO": unquote_to_bytes(target)',
    )
]
