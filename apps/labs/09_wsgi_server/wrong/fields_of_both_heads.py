"""A second head adds to the first."""

REFUSED_BY = "replaced"
EDITS = [
    (
        "gateway.py",
        "self.status, self.fields = status, list(fields)",
        "self.status, self.fields = status, self.fields + list(fields)",
    )
]
