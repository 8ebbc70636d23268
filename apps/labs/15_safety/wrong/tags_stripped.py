"""All that looks like a tag is thrown away, and what people wrote with it."""

REFUSED_BY = "stored_xss"
EDITS = [
    (
        "notes/templates/notes/_note.html",
        "{{ note.text|urlize|linebreaksbr }}",
        "{{ note.text|striptags|urlize|linebreaksbr }}",
    ),
]
