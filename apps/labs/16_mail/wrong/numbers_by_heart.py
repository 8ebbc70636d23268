"""550 is never: a list of known numbers in place of the first digit."""

REFUSED_BY = "two_kinds_of_no"
EDITS = [
    (
        "send.py",
        'status = 69 if line.startswith(b"5")',
        'status = 69 if line.startswith(b"550")',
    )
]
