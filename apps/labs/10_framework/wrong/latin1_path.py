"""PATH_INFO is taken for text that is ready to read."""

REFUSED_BY = "utf8_path"
EDITS = [
    (
        "framework.py",
        'environ.get(key, "").encode("latin-1").decode("utf-8", "replace")',
        'environ.get(key, "")',
    )
]
