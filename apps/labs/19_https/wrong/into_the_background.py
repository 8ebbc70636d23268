"""nginx is a service, and services work in the background."""

REFUSED_BY = "speaks_tls"
EDITS = [("nginx.conf", "daemon off;", "daemon on;")]
