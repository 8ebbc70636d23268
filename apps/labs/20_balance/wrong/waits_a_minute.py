"""A member that hangs refuses connections, so the time to connect is all that counts."""

REFUSED_BY = "survives_hanging"
EDITS = [("nginx.conf", "        uwsgi_read_timeout 1s;\n", "")]
