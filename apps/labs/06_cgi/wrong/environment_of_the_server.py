"""The variables are put into the gateway's own environment, which the script inherits."""

REFUSED_BY = "fresh_environment"
EDITS = [
    (
        "gateway.py",
        "return environ | self.of_http()",
        "os.environ.update(environ | self.of_http())\n        return dict(os.environ)",
    ),
]
