"""The program is always at /mini/."""

REFUSED_BY = "other_servers"
EDITS = [
    ("by_mini.py", 'location="./"', 'location="/mini/"'),
]
