"""0 is no limit, and who would send so much?"""

REFUSED_BY = "uploads"
EDITS = [
    ("nginx.conf", "client_max_body_size 2m;", "client_max_body_size 0;"),
]
