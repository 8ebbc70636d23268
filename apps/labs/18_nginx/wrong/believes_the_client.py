"""X-Real-IP is handed on as it comes."""

REFUSED_BY = "behind_http"
EDITS = [
    ("sites/notes.conf", "proxy_set_header X-Real-IP         $remote_addr;", ""),
]
