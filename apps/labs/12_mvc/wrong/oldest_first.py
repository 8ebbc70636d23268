"""Rows come in the order that one would like."""

REFUSED_BY = "one_model"
EDITS = [
    ("by_django.py", '        ordering = ["-id"]\n', ""),
]
