"""A letter is sent as it is; but a dot alone on its line ends it."""

REFUSED_BY = "dots"
EDITS = [
    (
        "send.py",
        'stuffed = [b"." + line if line.startswith(b".") else line for line in lines]',
        "stuffed = lines",
    )
]
