"""Whoever is signed in may delete."""

REFUSED_BY = "private"
EDITS = [
    (
        "notes/views.py",
        "    if not member.is_moderator:\n"
        "        notes = notes.filter(author=member)\n",
        "",
    ),
]
