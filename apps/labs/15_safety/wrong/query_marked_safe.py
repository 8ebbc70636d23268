"""What the reader has typed can only harm the reader."""

REFUSED_BY = "reflected_xss"
EDITS = [
    (
        "notes/templates/notes/note_search.html",
        "<b>{{ query }}</b>",
        "<b>{{ query|safe }}</b>",
    ),
]
