"""The path is taken to begin with a slash, always."""

REFUSED_BY = "prefix"
EDITS = [
    ("framework.py", 'text(environ, "PATH_INFO") or "/"', 'text(environ, "PATH_INFO")')
]
