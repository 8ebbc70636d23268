"""A length is a byte."""

REFUSED_BY = "names_and_values"
EDITS = [
    (
        "responder.py",
        "    if at < len(content) and content[at] < 128:\n",
        "    if at < len(content):\n",
    ),
]
