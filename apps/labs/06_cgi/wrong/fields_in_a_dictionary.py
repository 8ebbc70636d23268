"""Header fields are a mapping of name to value."""

REFUSED_BY = "answer_fields"
EDITS = [
    (
        "gateway.py",
        "        for name, value in fields:\n            if name.lower() not in",
        "        for name, value in dict(fields).items():\n            if name.lower() not in",
    ),
]
