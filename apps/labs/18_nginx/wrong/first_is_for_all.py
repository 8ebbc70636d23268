"""Who asks for nobody gets the forum."""

REFUSED_BY = "by_name"
EDITS = [
    ("sites/others.conf", "8099 default_server;", "8099;"),
]
