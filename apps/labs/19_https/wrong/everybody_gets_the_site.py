"""A certificate protects the name; more is not needed."""

REFUSED_BY = "refuses_strangers"
EDITS = [
    ("nginx.conf", "ssl_reject_handshake on;\n        return 421;", "return 421;"),
    ("nginx.conf", "8443 ssl default_server;", "8443 ssl;"),
    (
        "nginx.conf",
        "        listen 127.0.0.1:8443 ssl;\n        server_name secure",
        "        listen 127.0.0.1:8443 ssl default_server;\n        server_name secure",
    ),
]
