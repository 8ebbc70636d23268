""" "$" is taken for the end of the text; it also fits before a line end, %0A."""

REFUSED_BY = "whole_path"
EDITS = [
    ("routing.py", "fits.fullmatch(path)", "fits.match(path)"),
    ("routing.py", "re.compile(fits)", 're.compile(fits + "$")'),
]
