"""Nobody knows the number of a note but its author."""

REFUSED_BY = "private"
EDITS = [
    (
        "notes/views.py",
        "get_object_or_404(visible_to(member_of(request)), pk=pk)",
        "get_object_or_404(Note, pk=pk)",
    ),
]
