"""More room for cookies cannot do any harm."""

REFUSED_BY = "long_fields"
EDITS = [
    (
        "nginx.conf",
        "large_client_header_buffers 4 4k;",
        "large_client_header_buffers 8 8k;",
    ),
]
