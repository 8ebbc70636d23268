"""A certificate is bytes, so the file has them as they are."""

REFUSED_BY = "has_chain"
EDITS = [
    (
        "authority.py",
        '    (TLS / "site.pem").write_bytes(chain)\n',
        '    openssl("x509", "-in", "site.pem", "-outform", "DER", "-out", "site.pem")\n',
    ),
]
