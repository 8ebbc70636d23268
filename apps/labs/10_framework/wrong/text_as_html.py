"""Whatever a handler returns is sent as HTML, with the visitor's own words in it."""

REFUSED_BY = "text_is_no_markup"
EDITS = [("framework.py", '"text/plain; charset', '"text/html; charset')]
