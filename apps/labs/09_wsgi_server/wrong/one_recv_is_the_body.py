"""One recv brings the whole body."""

REFUSED_BY = "whole_body"
EDITS = [
    ("request.py", "    while length:\n        some", "    if length:\n        some")
]
