"""Close is written as browsers write it."""

REFUSED_BY = "closes_when_told"
EDITS = [
    (
        "messages.py",
        'b",".join(fields.get(name, [])).lower().split(b",")',
        'b",".join(fields.get(name, [])).split(b",")',
    ),
]
