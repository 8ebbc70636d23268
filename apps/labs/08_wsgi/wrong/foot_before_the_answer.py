"""The content is there when the application has been called."""

REFUSED_BY = "begins_late"
EDITS = [
    (
        "middleware.py",
        "        content = application(environ, start)\n",
        '        content = application(environ, start)\n        foot = FOOT if has_foot else b""\n',
    ),
    ("middleware.py", 'lambda: FOOT if has_foot else b""', "lambda: foot"),
]
