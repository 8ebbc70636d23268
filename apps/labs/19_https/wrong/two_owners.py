"""Two promises are better than one."""

REFUSED_BY = "has_hsts"
EDITS = [
    ("nginx.conf", "            uwsgi_hide_header Strict-Transport-Security;\n", ""),
]
