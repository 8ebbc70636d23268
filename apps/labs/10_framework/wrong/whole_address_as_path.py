"""The prefix of a mounted site is taken for a part of its own paths."""

REFUSED_BY = "prefix"
EDITS = [
    (
        "framework.py",
        'text(environ, "PATH_INFO") or "/"',
        'text(environ, "SCRIPT_NAME") + text(environ, "PATH_INFO")',
    )
]
