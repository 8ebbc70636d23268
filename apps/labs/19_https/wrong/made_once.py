"""What is there need not be made."""

REFUSED_BY = "has_names"
EDITS = [
    (
        "authority.py",
        "    make_site(names)\n    print",
        '    if not (TLS / "site.pem").exists():\n        make_site(names)\n    print',
    ),
]
