"""Only one can lead."""

REFUSED_BY = "several_views"
EDITS = [
    ("votes.py", '" and ".join(first) or "nobody"', 'first[0] if first else "nobody"'),
]
