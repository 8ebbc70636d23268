"""Pictures are large, so larger header buffers are needed."""

REFUSED_BY = "uploads"
EDITS = [
    ("nginx.conf", "client_max_body_size 2m;", "client_header_buffer_size 2m;"),
]
