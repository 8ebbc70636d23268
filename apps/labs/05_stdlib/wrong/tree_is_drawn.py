"""A tree is drawn with lines."""

REFUSED_BY = "tree_can_be_heard"
EDITS = [
    (
        "class_tree.py",
        'words = [f"{number}.", name_of(cls)]',
        'words = ["│   " * number.count(".") + "├──", name_of(cls)]',
    ),
]
