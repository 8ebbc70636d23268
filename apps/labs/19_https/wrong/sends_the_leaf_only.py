"""nginx is given the certificate, and clients find the rest."""

REFUSED_BY = "speaks_tls"
EDITS = [
    (
        "nginx.conf",
        "ssl_certificate     tls/site.pem;",
        "ssl_certificate     tls/leaf.pem;",
    ),
    (
        "authority.py",
        '    (TLS / "site.pem").write_bytes(chain)',
        '    (TLS / "leaf.pem").write_bytes((TLS / "site.pem").read_bytes())\n    (TLS / "site.pem").write_bytes(chain)',
    ),
]
