"""start_response sends the head."""

REFUSED_BY = "errors"
EDITS = [
    (
        "gateway.py",
        "        self.status, self.fields = status, list(fields)\n",
        "        self.status, self.fields = status, list(fields)\n        if not exc_info:\n            self.send_head(None)\n",
    )
]
