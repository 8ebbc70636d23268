"""int(…, 16) knows what a chunk's size is."""

REFUSED_BY = "ends"
EDITS = [
    ("request.py", 'rb"([0-9A-Fa-f]{1,15})', 'rb"([0-9A-Fa-fx_+]{1,15})'),
    ("request.py", "int(match[1], 16)", "int(match[1].strip(b'+'), 16)"),
]
