"""Every path is taken for UTF-8; one byte that is not ends in 500."""

REFUSED_BY = "utf8_path"
EDITS = [("framework.py", '.decode("utf-8", "replace")', '.decode("utf-8")')]
