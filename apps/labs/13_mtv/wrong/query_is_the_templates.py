"""A query that runs while a template is filled is taken for the template's work."""

REFUSED_BY = "letters"
EDITS = [
    (
        "steps.txt",
        "10 M",
        "10 T",
    ),
]
