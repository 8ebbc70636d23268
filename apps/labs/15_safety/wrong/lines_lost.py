"""The text is escaped, and its lines and links are gone."""

REFUSED_BY = "stored_xss"
EDITS = [
    (
        "notes/templates/notes/_note.html",
        "{{ note.text|urlize|linebreaksbr }}",
        "{{ note.text }}",
    ),
]
