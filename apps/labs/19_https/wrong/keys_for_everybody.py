"""nginx runs as another user, and has to read the key."""

REFUSED_BY = "keys_are_private"
EDITS = [
    (
        "authority.py",
        '    (TLS / "site.pem").write_bytes(chain)',
        '    (TLS / "site.pem").write_bytes(chain)\n    (TLS / "site.key").chmod(0o644)',
    ),
]
