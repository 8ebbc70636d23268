"""A class has one base, as it has one mother."""

REFUSED_BY = "tree_is_told"
EDITS = [
    (
        "class_tree.py",
        '" and a ".join(map(name_of, bases))',
        "name_of(bases[0])",
    ),
]
