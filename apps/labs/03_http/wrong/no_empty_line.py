"""The content follows the fields without an empty line."""

REFUSED_BY = "page"
EDITS = [("server.py", 'for line in [*lines, ""]).encode', "for line in lines).encode")]
