"""The note is deleted by a link, which asks for no token."""

REFUSED_BY = "safe_methods"
EDITS = [
    (
        "notes/views.py",
        "@require_POST\n@needs_member\ndef note_delete",
        "@needs_member\ndef note_delete",
    ),
]
