"""Apostrophes are thrown away, and with them Miss O'Brien."""

REFUSED_BY = "sql_injection"
EDITS = [
    (
        "notes/views.py",
        'query = request.GET.get("q", "")',
        'query = request.GET.get("q", "").replace("\'", "")',
    ),
]
