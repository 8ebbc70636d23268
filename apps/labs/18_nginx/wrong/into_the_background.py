"""nginx is a service, and services work in the background."""

REFUSED_BY = "answers"
EDITS = [("nginx.conf", "daemon off;", "daemon on;")]
