"""nginx speaks uwsgi to application servers."""

REFUSED_BY = "stack_answers"
EDITS = [
    ("nginx.conf", "proxy_pass http://tornado;", "uwsgi_pass tornado;"),
]
