"""site.pem is the certificate of the site."""

REFUSED_BY = "has_chain"
EDITS = [
    (
        "authority.py",
        '    chain = (TLS / "site.pem").read_bytes() + (TLS / "issuing.pem").read_bytes()\n',
        '    chain = (TLS / "site.pem").read_bytes()\n',
    ),
]
