"""A field may be empty: /hello/ says hello to nobody."""

REFUSED_BY = "fields"
EDITS = [("routing.py", "[^/]+)", "[^/]*)")]
