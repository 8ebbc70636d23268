"""match is taken for fullmatch: a route answers all that begins like it."""

REFUSED_BY = "whole_path"
EDITS = [("routing.py", "fits.fullmatch(path)", "fits.match(path)")]
