"""The number of days is of no importance."""

REFUSED_BY = "has_names"
EDITS = [
    ("authority.py", "days=90", "days=-1"),
]
