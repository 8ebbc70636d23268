"""Location says enough: a browser will go there."""

REFUSED_BY = "client_redirect"
EDITS = [
    ("gateway.py", 'usual = "302" if "location" in said else "200"', 'usual = "200"'),
]
