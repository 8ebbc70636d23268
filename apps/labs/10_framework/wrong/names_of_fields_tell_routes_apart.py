"""/a/{x} and /a/{y} are taken for two routes; the second can never answer."""

REFUSED_BY = "duplicates"
EDITS = [("routing.py", 'shape = FIELD.sub("{}", path)', "shape = path")]
