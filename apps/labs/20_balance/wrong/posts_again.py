"""What helps a GET helps a POST."""

REFUSED_BY = "posts_once"
EDITS = [
    (
        "nginx.conf",
        "next_upstream error timeout;",
        "next_upstream error timeout non_idempotent;",
    )
]
