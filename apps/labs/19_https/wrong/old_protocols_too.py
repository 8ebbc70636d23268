"""Old clients should be able to come."""

REFUSED_BY = "refuses_old_tls"
EDITS = [
    (
        "nginx.conf",
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;\n    ssl_ciphers ALL:@SECLEVEL=0;",
    ),
]
