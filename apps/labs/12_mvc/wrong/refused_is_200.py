"""The reason on the page is enough."""

REFUSED_BY = "refuses"
EDITS = [
    ("by_mini.py", "            page.status_int = 400\n", ""),
]
