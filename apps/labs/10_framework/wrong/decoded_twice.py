"""The path is unquoted, which the server has done already."""

REFUSED_BY = "utf8_path"
EDITS = [
    (
        "framework.py",
        'text(environ, "PATH_INFO") or "/"',
        'unquote(text(environ, "PATH_INFO")) or "/"',
    ),
    ("framework.py", "import parse_qsl", "import parse_qsl, unquote"),
]
