"""The whole of what stands behind the host is taken for the path."""

REFUSED_BY = "query"
EDITS = [
    (
        "framework.py",
        '        self.path = text(environ, "PATH_INFO") or "/"\n',
        '        self.path = text(environ, "PATH_INFO")\n'
        '        if environ["QUERY_STRING"]:\n'
        '            self.path += "?" + environ["QUERY_STRING"]\n',
    )
]
