"""A root signs the sites; what else is it for?"""

REFUSED_BY = "has_chain"
EDITS = [
    ("authority.py", 'sign("site", by="issuing"', 'sign("site", by="root"'),
]
