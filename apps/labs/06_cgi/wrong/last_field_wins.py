"""A name has one value."""

REFUSED_BY = "request_fields"
EDITS = [
    (
        "gateway.py",
        "joint.join(self.headers.get_all(name))",
        "self.headers.get_all(name)[-1]",
    ),
]
