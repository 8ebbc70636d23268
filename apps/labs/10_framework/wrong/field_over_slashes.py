"""A field takes all there is, slashes too."""

REFUSED_BY = "fields"
EDITS = [("routing.py", "[^/]+)", ".+)")]
