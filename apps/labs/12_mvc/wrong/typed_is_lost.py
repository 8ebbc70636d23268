"""Who made a mistake begins again with an empty form."""

REFUSED_BY = "refuses"
EDITS = [
    (
        "by_flask.py",
        "return show(400, error=str(refused), **fields)",
        "return show(400, error=str(refused))",
    ),
]
