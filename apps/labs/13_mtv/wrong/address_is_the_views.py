"""To find the view is taken for the view's own work."""

REFUSED_BY = "letters"
EDITS = [
    (
        "steps.txt",
        "6 F",
        "6 V",
    ),
]
