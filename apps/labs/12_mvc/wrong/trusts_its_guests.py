"""What people write is HTML."""

REFUSED_BY = "escapes"
EDITS = [
    ("templates/page.html", "<dd>{{ words }}</dd>", "<dd>{{ words|safe }}</dd>"),
]
