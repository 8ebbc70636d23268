"""The first head counts."""

REFUSED_BY = "replaced"
EDITS = [
    (
        "gateway.py",
        "        self.status, self.fields = status, list(fields)\n",
        "        if self.status is None:\n            self.status, self.fields = status, list(fields)\n",
    )
]
