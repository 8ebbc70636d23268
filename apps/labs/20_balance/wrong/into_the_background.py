"""nginx is a service, and services work in the background."""

REFUSED_BY = "takes_turns"
EDITS = [("nginx.conf", "daemon off;", "daemon on;")]
