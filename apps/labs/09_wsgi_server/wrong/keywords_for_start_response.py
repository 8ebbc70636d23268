"""start_response needs no third argument."""

REFUSED_BY = "replaced"
EDITS = [
    (
        "gateway.py",
        "    def start(self, status, fields, exc_info=None):",
        "    def start(self, status, fields, *, exc_info=None):",
    )
]
