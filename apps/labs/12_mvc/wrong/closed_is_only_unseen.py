"""A view that was closed need not be taken off the list."""

REFUSED_BY = "closed_view"
EDITS = [
    ("votes.py", "        self._views.remove(view)\n", "        pass\n"),
]
