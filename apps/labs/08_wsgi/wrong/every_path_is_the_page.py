"""PATH_INFO is not looked at."""

REFUSED_BY = "not_found"
EDITS = [
    (
        "application.py",
        "    path = path_of(environ)\n    if path",
        "    path = '/environ' if path_of(environ) == '/environ' else '/'\n    if path",
    )
]
