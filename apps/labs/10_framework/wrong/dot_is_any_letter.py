"""The route's text is put into a regular expression as it is."""

REFUSED_BY = "whole_path"
EDITS = [
    ("routing.py", "re.escape(texts[0])", "texts[0]"),
    ("routing.py", "re.escape(text)\n", "text\n"),
]
