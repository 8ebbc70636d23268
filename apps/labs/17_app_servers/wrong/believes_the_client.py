"""X-Real-IP is handed on as it comes."""

REFUSED_BY = "stack_answers"
EDITS = [("nginx.conf", "proxy_set_header X-Real-IP $remote_addr;", "")]
