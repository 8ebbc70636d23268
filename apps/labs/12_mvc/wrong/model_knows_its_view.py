"""The model shows itself: it knows that there is a table."""

REFUSED_BY = "several_views"
EDITS = [
    (
        "votes.py",
        "        for view in list(self._views):\n            view.update(self)\n",
        "        Table().update(self)\n",
    ),
]
