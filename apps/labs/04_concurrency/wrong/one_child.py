"""A child beside the master is enough."""

REFUSED_BY = "children_answer"
EDITS = [
    (
        "processes.py",
        "CHILDREN = 4",
        "CHILDREN = 1",
    ),
]
