"""<script> is taken out of the text, and the rest is safe."""

REFUSED_BY = "stored_xss"
EDITS = [
    (
        "notes/templates/notes/_note.html",
        "{{ note.text|urlize|linebreaksbr }}",
        "{{ note.text|safe|linebreaksbr }}",
    ),
    (
        "notes/views.py",
        'text=request.POST["text"], is',
        'text=request.POST["text"].replace("<script>", ""), is',
    ),
]
