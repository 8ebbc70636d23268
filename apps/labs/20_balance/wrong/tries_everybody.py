"""The more are tried, the better."""

REFUSED_BY = "tries_twice"
EDITS = [("nginx.conf", "        uwsgi_next_upstream_tries 2;\n", "")]
