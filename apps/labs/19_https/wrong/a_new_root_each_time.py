"""Everything is made anew, and so nothing is out of date."""

REFUSED_BY = "renews"
EDITS = [
    ("authority.py", 'if not (TLS / "root.pem").exists():', "if TLS:"),
]
