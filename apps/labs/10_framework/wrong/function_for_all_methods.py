"""A function answers whatever the method is: a POST to a page looks done."""

REFUSED_BY = "lacking_method"
EDITS = [
    (
        "routing.py",
        "found = dict.fromkeys(methods, handler)",
        "found = dict.fromkeys(METHODS, handler)",
    )
]
