"""A certificate is for one name."""

REFUSED_BY = "has_names"
EDITS = [
    ("authority.py", "days=90, names=names)", "days=90, names=names[:1])"),
]
