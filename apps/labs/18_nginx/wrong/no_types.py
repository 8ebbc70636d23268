"""A browser knows what it has asked for."""

REFUSED_BY = "static"
EDITS = [
    ("nginx.conf", "        text/css   css;\n", ""),
]
