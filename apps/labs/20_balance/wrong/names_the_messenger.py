"""Who shows the error has made it: Django wrote the page with 500."""

REFUSED_BY = "names_hop"
EDITS = [("found.txt", "hop: database", "hop: django")]
