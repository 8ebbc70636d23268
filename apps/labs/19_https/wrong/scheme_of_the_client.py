"""X-Forwarded-Proto is handed on as it comes."""

REFUSED_BY = "tells_scheme"
EDITS = [
    ("nginx.conf", "            uwsgi_param HTTP_X_FORWARDED_PROTO $scheme;\n", ""),
]
